import type { EmailConfig } from "../core/contracts/provider.js"
import { bearer, type MailServiceOptions, mailService } from "../methods/email/mail-service.js"

export interface LoopsOptions extends MailServiceOptions {
  /** The transactional mail, written at Loops, with the variable `url`, or `code`. */
  transactionalId?: string
}

/**
 * Sign-in by mail, written at Loops and sent by it. The key is `apiKey`, or `AUTH_LOOPS_KEY`.
 *
 * @see https://loops.so/docs/api-reference/send-transactional-email
 */
const Loops: (options?: LoopsOptions) => EmailConfig = mailService<LoopsOptions>({
  id: "loops",
  name: "Loops",
  needs: "transactionalId",
  request: ({ apiKey, to, url, code }, { transactionalId }) => ({
    url: "https://app.loops.so/api/v1/transactional",
    headers: bearer(apiKey),
    body: { transactionalId, email: to, dataVariables: { url, code } },
  }),
})

export default Loops
