/** Where the site is: its own address, and whether a proxy is believed. */
import * as env from "../../../core/options/env.js"
import type { App } from "../app.js"
import { countsClients, find, trustsProxy, type Written } from "../deployment.js"
import { type Finding, findingAt, nowhere, type Place } from "../finding.js"

export function address(app: App): readonly Finding[] {
  const [given, other, trust] = [
    find(app, "NEXTAUTH_URL", env.url()),
    find(app, "AUTH_URL"),
    find(app, "AUTH_TRUST_HOST"),
  ]
  const trusts = trustsProxy(app)
  return [
    ...(given || trusts ? [] : [missing(other)]),
    ...[given, other].flatMap((one) => (one ? faultsOf(one) : [])),
    ...(given && other && siteOf(given.value) !== siteOf(other.value) ? [differing(other)] : []),
    ...(given && trusts && !countsClients(app) ? [needless(trust ?? nowhere)] : []),
  ]
}

const missing = (other: Written | null): Finding =>
  findingAt(
    other ?? nowhere,
    "url-missing",
    "warning",
    `NEXTAUTH_URL is not set${other ? ", and AUTH_URL is not read" : ""}: in production, links in mails and callback URLs lead to http://localhost:3000.`,
    "Set NEXTAUTH_URL to the site's address where the app is deployed; behind a proxy of yours that sets X-Forwarded-Host, AUTH_TRUST_HOST does too.",
  )

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|.*\.localhost)$/

function faultsOf(one: Written): readonly Finding[] {
  const found = (...[id, severity, reason, fix]: [string, Finding["severity"], string, string]): Finding[] => [
    findingAt(one, id, severity, reason, fix),
  ]
  if (one.value !== one.value.trim())
    return found("url-with-spaces", "error", `${one.name} begins or ends with a space.`, "Take the space away.")
  const text = /^https?:\/\//i.test(one.value) ? one.value : `https://${one.value}`
  if (!URL.canParse(text))
    return found("url-invalid", "error", `${one.name} is no address.`, "Write it like https://app.example.")
  const url = new URL(text)
  return [
    ...(url.protocol === "http:" && !loopback.test(url.hostname)
      ? found(
          "url-without-tls",
          "error",
          `${one.name} is http: cookies are sent in clear, without Secure.`,
          "Serve the site over https, and write the address so.",
        )
      : []),
    ...(url.username || url.search || url.hash
      ? found(
          "url-with-more",
          "error",
          `${one.name} has a user name, a query or a fragment, which no callback URL can have.`,
          "Leave the address of the site, such as https://app.example.",
        )
      : []),
    ...(/^\/*(?:$|.*\/auth\/?$)/.test(url.pathname)
      ? []
      : found(
          "url-path",
          "warning",
          `${one.name} has the path ${url.pathname}, which is taken for that of the endpoints.`,
          `Leave the path away, or write that of the endpoints: ${url.pathname.replace(/\/$/, "")}/api/auth.`,
        )),
  ]
}

const siteOf = (value: string): string => value.trim().replace(/\/+$/, "")

const differing = (other: Written): Finding =>
  findingAt(
    other,
    "url-differs",
    "warning",
    "AUTH_URL is not what NEXTAUTH_URL says, and only NEXTAUTH_URL is read.",
    "Take AUTH_URL away.",
  )

const needless = (trust: Place): Finding =>
  findingAt(
    trust,
    "trust-host-needless",
    "notice",
    "AUTH_TRUST_HOST or VERCEL is set, and NEXTAUTH_URL decides: no forwarded header is looked at.",
    "Take AUTH_TRUST_HOST away, or NEXTAUTH_URL where the address differs from deployment to deployment.",
  )
