/** Where an answer leads, now or at the end of a sign-in. */
import type { Answer } from "../support/app.js"
import type { PlayedScript } from "../support/scripted-provider.js"

export const site = "https://app.example"
export const cookieName = "__Secure-next-auth.callback-url"

export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, "\ufffd")
export const encode = (text: string): string => encodeURIComponent(wellFormed(text))

/** Every address of an answer that a browser may come to follow, now or at the end of the sign-in. */
export function destinations({ headers, text, forms, url }: Answer, op: PlayedScript): string[] {
  const found = forms.map(({ fields }) => fields.callbackUrl)
  const location = headers.get("location")
  if (location !== null) found.push(...throughProviders(location, op))
  if (headers.get("content-type")?.startsWith("application/json")) found.push(JSON.parse(text).url)
  for (const line of headers.getSetCookie()) {
    if (line.startsWith(`${cookieName}=`)) found.push(decodeURIComponent(line.split(/[=;]/)[1] as string))
  }
  return found.filter((it) => it !== undefined).map((it) => new URL(it, url).href)
}

/** A provider of the app's is where people are meant to go: what counts is where it will send them back. */
function throughProviders(location: string, op: PlayedScript): string[] {
  const atProvider = location.startsWith("https://idp.example/authorize?") || location.startsWith(`${op.issuer}/`)
  if (!atProvider) return [location]
  const { searchParams } = new URL(location)
  return ["redirect_uri", "post_logout_redirect_uri"].flatMap((name) => searchParams.getAll(name))
}
