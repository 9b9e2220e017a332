import type { FeatureContext } from "../../core/contracts/feature.js"
import type { EmailProvider } from "../../core/contracts/provider.js"

type Place = Pick<FeatureContext, "baseUrl" | "destination">

/** What the mail leads to, as next-auth v4 writes it. */
export function linkOf(
  { baseUrl, destination }: Place,
  { id }: EmailProvider,
  { token, identifier }: { readonly token: string; readonly identifier: string },
): string {
  return `${baseUrl}/callback/${id}?${new URLSearchParams({ callbackUrl: destination, token, email: identifier })}`
}

/** Where one waits for the mail. */
export const verifyRequestPage = ({ baseUrl }: Place, { id, type }: EmailProvider): string =>
  `${baseUrl}/verify-request?${new URLSearchParams({ provider: id, type })}`
