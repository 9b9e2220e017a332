/** The page between an app and its provider: who are you? */
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Fault } from "./faults.js"
import { readForm, sendPage } from "./http.js"
import type { Interaction, OpenIdProvider } from "./issuer.js"
import { pickerPage } from "./pages/picker.js"
import type { People } from "./people.js"
import { readPerson } from "./person-form.js"

interface Parts {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly provider: OpenIdProvider
  readonly people: People
  readonly faults: ReadonlySet<Fault>
}

export async function answerSignIn(
  providerId: string,
  { request, response, provider, people, faults }: Parts,
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response)
  const finish = (result: object, options = {}): Promise<void> =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false, ...options })
  if (faults.has("denied")) return finish(refusal)
  const view = { providerId, app: appOf(interaction), hint: interaction.params.login_hint ?? "", people: people.all() }
  if (request.method !== "POST") return sendPage(response, pickerPage(view))

  const form = await readForm(request)
  if (form.has("refuse")) return finish(refusal)
  try {
    const personId = form.get("person") ?? people.save(readPerson(form)).id
    if (!people.find(personId))
      return sendPage(response, pickerPage({ ...view, problem: "That person was removed." }), 400)
    await forgetOther(provider, interaction, personId)
    return finish({ login: { accountId: personId } })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return sendPage(response, pickerPage({ ...view, problem: error.message, typed: form }), 400)
  }
}

const refusal = { error: "access_denied", error_description: "The person refused" }

/** Where the answer goes, as the one who chooses should know. */
function appOf({ params }: Interaction): string {
  const { redirect_uri: redirectUri = "" } = params
  return URL.canParse(redirectUri) ? new URL(redirectUri).origin : redirectUri
}

/** Somebody else than last time gets a session of their own; the library would ask a script to sign the first one out. */
async function forgetOther(provider: OpenIdProvider, interaction: Interaction, personId: string): Promise<void> {
  const { session, exp } = interaction
  if (!session?.accountId || session.accountId === personId) return
  await (await provider.Session.findByUid(session.uid))?.destroy()
  interaction.session = undefined
  await interaction.save(exp - Math.floor(Date.now() / 1000))
}
