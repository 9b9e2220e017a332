import type { Advisories } from "./advisory.js"

export const nextAuth: Advisories = [
  {
    row: 1,
    ids: ["GHSA-pg53-56cg-4m8q", "CVE-2021-21310"],
    affected: "next-auth <3.3.0 (Prisma legacy adapter)",
    cause: "a link's token was looked up alone: the address in the link was not compared",
  },
  {
    row: 2,
    ids: ["GHSA-f9wg-5f46-cjmw", "CVE-2022-24858"],
    affected: "next-auth <3.29.2; 4.0.0–<4.3.2",
    cause: "the default redirect callback asked whether an address begins like the site's",
  },
  {
    row: 3,
    ids: ["GHSA-q2mx-j4x2-2h74", "CVE-2022-29214"],
    affected: "next-auth <3.29.3; 4.0.0–<4.3.3",
    cause: "open redirect on the path of OAuth 1, which left out the redirect callback",
  },
  {
    row: 4,
    ids: ["GHSA-g5fm-jp9v-2432", "CVE-2022-31093"],
    affected: "next-auth <3.29.5; 4.0.0–<4.5.0",
    cause: "a callbackUrl that does not parse threw, and the request was never answered",
  },
  {
    row: 5,
    ids: ["GHSA-pgjx-7f9g-9463", "CVE-2022-31127"],
    affected: "next-auth <3.29.8; 4.0.0–<4.9.0",
    cause: "the typed address was rendered as HTML in the mail",
  },
  {
    row: 6,
    ids: ["CVE-2022-31186", "GHSA-p6mm-27gq-9v3p"],
    affected: "next-auth <3.29.9; 4.0.0–<4.10.2",
    cause: "client secret and tokens were written to the log on errors",
  },
  {
    row: 7,
    ids: ["GHSA-xv97-c62v-4587", "CVE-2022-35924"],
    affected: "next-auth <3.29.10; 4.0.0–<4.10.3",
    cause: "a list of addresses was accepted as one",
  },
  {
    row: 8,
    ids: ["GHSA-4rxr-27mm-mxq9", "CVE-2022-39263"],
    affected: "@next-auth/upstash-redis-adapter <3.0.2",
    cause: "that a token exists was checked, not that it belongs to the address",
  },
  {
    row: 9,
    ids: ["GHSA-7r7x-4c4q-c4qf", "CVE-2023-27490"],
    affected: "next-auth <4.20.1",
    cause: "state, nonce and PKCE were skipped when their cookie was absent or altered",
  },
  {
    row: 10,
    ids: ["GHSA-v64w-49xw-qq89", "CVE-2023-48309"],
    affected: "next-auth <4.24.5",
    cause: "a sealed state, PKCE verifier or nonce was accepted as a session token",
  },
  {
    row: 11,
    ids: ["GHSA-5jpx-9hw9-2fx4"],
    affected: "next-auth <4.24.12; 5.0.0-beta.0–<beta.30",
    cause: "a quoted local part made nodemailer send to another domain",
  },
  {
    row: 12,
    ids: ["GHSA-7rqj-j65f-68wh", "CVE-2026-73420"],
    affected: "@auth/core 0.1.0–<0.41.3; next-auth 4.10.3–<4.24.15, 5 beta.1–<beta.32",
    cause: "an address was validated before it was normalised: a full-width sign became a second @",
  },
  {
    row: 13,
    ids: ["GHSA-xmf8-cvqr-rfgj", "CVE-2026-73418"],
    affected: "@auth/core 0.1.0–<0.41.3; next-auth 4.0.6–<4.24.15",
    cause: "getToken() threw on a bearer token that does not decode",
  },
  {
    row: 14,
    ids: ["GHSA-x445-f3h2-j279", "CVE-2026-73419"],
    affected: "@auth/core <0.41.3; next-auth <4.24.15, 5 <beta.32",
    cause: "check cookies were not bound to the provider that they were made for",
  },
  {
    row: 15,
    ids: ["GHSA-8fpg-xm3f-6cx3"],
    affected: "next-auth 5 <beta.32",
    cause: "the answer to a broken configuration was taken for a session: it failed open",
  },
]
