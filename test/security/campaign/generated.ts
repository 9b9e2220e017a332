/** What attackers send, in every part of a request: half of it almost right, so that it comes far. */
import fc from "fast-check"
import { claims, keyOf, sealCbc, sealGcm, seconds } from "../forge.js"

export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: fc.string({ maxLength: 24 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ..."% %% %E0%A4%A %00 %c0%ae %ed%a0%80 .. ../.. %2e%2e %2f // \\ __proto__ constructor prototype toString".split(
        " ",
      ),
      ..."hasOwnProperty null undefined NaN [object_Object] 1e999 -0 {} [] true signin credentials email example".split(
        " ",
      ),
      "",
      "\0",
      "\r\nX: y",
      "\ud800",
      "💥",
      "\ufeff",
      "\u202e",
      "ﬀ＠example.com",
      "<script>alert(1)</script>",
      "' OR 1=1--",
      "{{7*7}}",
      "$" + "{7*7}",
      "javascript:alert(1)",
      "//evil.example",
      "https://app.example@evil.example/",
      "https://app.example.evil.example/",
      "/%09/evil.example",
      "a".repeat(5000),
      "%".repeat(5000),
      `${".".repeat(15_000)}x`,
      "/".repeat(4000),
    ),
  },
)

export const wellFormed = (given: string): string => given.replace(/\p{Cs}/gu, "\ufffd")

/** What no HTTP server lets through is not sent: a header holds bytes, and no line breaks. */
export const sendable = (headers: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value = ""]) => [
      name,
      Buffer.from(value)
        .toString("latin1")
        .replace(/[\r\n\0]/g, " "),
    ]),
  )

const encoded = (list: readonly (readonly [string, string])[]): string =>
  list.map((pair) => pair.map((part) => encodeURIComponent(wellFormed(part))).join("=")).join("&")

const segment = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ..."signin signout session csrf providers callback error verify-request _log".split(" "),
      ..."backchannel-logout frontchannel-logout signed-out".split(" "),
    ),
  },
  { weight: 1, arbitrary: text },
)
const provider = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("credentials", "example", "openid", "email") },
  { weight: 1, arbitrary: text },
)

/** Below our endpoints, as its parts. */
export const path: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(segment, provider) },
  { weight: 2, arbitrary: segment.map((one) => [one]) },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 5 }) },
)

const name = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ..."callbackUrl csrfToken json error code state iss password username data level email token nextauth".split(" "),
      ..."logout_token sid target_link_uri login_hint error_description response id_token retryAfter provider".split(
        " ",
      ),
    ),
  },
  { weight: 1, arbitrary: text },
)
const value = fc.oneof(
  { weight: 4, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.constantFrom("ada@example.com", "eve@example.com", "lovelace", "123456", "/members", "true"),
  },
)
const pairs = fc.array(fc.tuple(name, value), { maxLength: 5 })
export const query: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: pairs.map(encoded) },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: fc.constant("") },
)

export const method: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("GET", "POST") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ..."HEAD PUT PATCH DELETE OPTIONS PROPFIND get post constructor __proto__ toString".split(" "),
      "M".repeat(5000),
    ),
  },
)

export interface Content {
  readonly type: string
  readonly body: string
}

/** Large ones come seldom: they are dear, and all alike. */
const largeJson = fc.constantFrom(
  `${"[".repeat(30_000)}${"]".repeat(30_000)}`,
  `{"data":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
  `{"data":"${"x".repeat(60_000)}"}`,
  JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, nth) => [`k${nth}`, nth]))),
)
const oddJson = fc.constantFrom(
  ..."{ [] null 1 {}} [1,2 tru \ufeff{}".split(" "),
  "",
  '"x"',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"csrfToken":["x"],"callbackUrl":{"x":1},"password":{"$gt":""},"email":["a@example.com"]}',
  '{"json":true,"callbackUrl":[null]}',
  '{"level":"error","code":"x","a":1e999}',
)
const largeForm = fc.constantFrom(
  "&".repeat(60_000),
  "a=1&".repeat(15_000),
  Array.from({ length: 12_000 }, (_, nth) => nth.toString(36)).join("&"),
  `a&a&${Array.from({ length: 12_000 }, (_, nth) => nth.toString(36)).join("&")}`,
)

/** A body, with the CSRF token of whoever it is sent by in half of them. */
export const content = (csrfToken: string): fc.Arbitrary<Content> => {
  const json = fc.oneof(
    { weight: 10, arbitrary: pairs.map((list) => JSON.stringify({ ...Object.fromEntries(list), csrfToken })) },
    { weight: 10, arbitrary: fc.jsonValue({ maxDepth: 2 }).map((any) => JSON.stringify(any)) },
    { weight: 10, arbitrary: oddJson },
    { weight: 1, arbitrary: largeJson },
  )
  const form = fc.oneof(
    { weight: 30, arbitrary: pairs.map((list) => `csrfToken=${csrfToken}&${encoded(list)}`) },
    { weight: 8, arbitrary: text },
    {
      weight: 4,
      arbitrary: fc.constantFrom("__proto__[polluted]=true&__proto__.polluted=true", "%", "%=%", "a[]=1&a[]=2"),
    },
    { weight: 1, arbitrary: largeForm },
  )
  const multipart = fc.constantFrom(
    "--x",
    "--x\r\n\r\n--x--",
    `--x\r\nContent-Disposition: form-data; name="csrfToken"\r\n\r\n${csrfToken}`,
    "--x\r\n".repeat(5000),
    "",
  )
  const typed = (types: string[], body: fc.Arbitrary<string>): fc.Arbitrary<Content> =>
    fc.record({ type: fc.constantFrom(...types), body })
  return fc.oneof(
    { weight: 4, arbitrary: typed(["application/x-www-form-urlencoded"], form) },
    { weight: 3, arbitrary: typed(["application/json", "application/json; charset=utf-7", "APPLICATION/JSON"], json) },
    {
      weight: 1,
      arbitrary: typed(
        ["multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary="],
        multipart,
      ),
    },
    {
      weight: 1,
      arbitrary: typed(
        ["", "text/plain", "/", ";", "application/octet-stream", "application/json,application/json"],
        fc.oneof(json, form),
      ),
    },
  )
}

const sealedTexts = [
  claims(),
  claims({ exp: seconds() - 100 }),
  ...'0 -1 1e400 null true [] {} "x" 1e15'.split(" ").flatMap((odd) =>
    ["exp", "nbf", "iat", "sub", "name", "email", "picture"].map((claim) =>
      claims()
        .replace("{", `{"${claim}":${odd},`)
        .replace(new RegExp(`,"${claim}":[^,}]+`), ""),
    ),
  ),
  claims({ name: "x".repeat(9000) }),
  claims({ __proto__: null, constructor: { prototype: { isAdmin: true } } }),
  '{"__proto__":{"sub":"1","exp":9999999999}}',
  ...'{ [] null 1 {}} "x" true'.split(" "),
  "",
  "\0",
  "\ud800",
  `${"[".repeat(3000)}${"]".repeat(3000)}`,
]

/** Tokens sealed with the right key: garbage of whoever got hold of it, and what an earlier version may have written. */
export const tokensOf = (secret: string, cookieName: string): string[] => [
  ...sealedTexts.map((plain) => sealGcm(plain, keyOf.nextAuth(secret))),
  ...sealedTexts.map((plain) => sealCbc(plain, keyOf.authjs(secret, cookieName))),
  sealGcm(claims(), keyOf.nextAuth("another secret, which is long enough too")),
  ...[
    { alg: "none" },
    { alg: "dir", enc: "A256GCM", zip: "DEF" },
    { alg: "dir", enc: "A256GCM", crit: ["exp"] },
    { alg: "RSA-OAEP", enc: "A256GCM" },
    { alg: ["dir"], enc: "A256GCM" },
    { alg: "dir", enc: "__proto__" },
    { enc: "A256GCM", alg: "dir", kid: "../../dev/null", jku: "http://127.0.0.1:9/" },
    "not json",
  ].map((header) => sealGcm(claims(), keyOf.nextAuth(secret), { header })),
  ...[0, 11, 13, 16].map((ivLength) => sealGcm(claims(), keyOf.nextAuth(secret), ivLength === 0 ? {} : { ivLength })),
]

/** One of these tokens, mostly with something wrong about it. */
export const token = (tokens: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...tokens) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...tokens),
          fc.nat(5000),
          fc.constantFrom(..."ABCxyz019-_=+/.% ".split(""), "", "é", "\u0000"),
        )
        .map(([whole, at, other]) => whole.slice(0, at % whole.length) + other + whole.slice((at % whole.length) + 1)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...tokens), fc.array(fc.nat(5), { maxLength: 7 }))
        .map(([whole, order]) => order.map((nth) => whole.split(".")[nth] ?? "").join(".")),
    },
    { weight: 1, arbitrary: fc.nat(200).map((dots) => ".".repeat(dots)) },
    { weight: 2, arbitrary: text },
  )

const chunkEnding = fc.constantFrom(
  "",
  "",
  "",
  ".0",
  ".1",
  ".2",
  ".-1",
  ".1e3",
  ".00",
  ".0x1",
  "X",
  ".__proto__",
  ".63",
  ".64",
  ".99",
)

/** A `Cookie` header of these names, whole or in pieces, beside junk. */
export const cookies = (names: readonly string[], values: fc.Arbitrary<string>): fc.Arbitrary<string> => {
  const pair = fc
    .tuple(fc.constantFrom(...names, "__proto__", "constructor", "", "$Version"), chunkEnding, values)
    .map(([key, ending, given]) => `${key}${ending}=${given}`)
  const inChunks = fc
    .tuple(fc.constantFrom(...names), values, fc.integer({ min: 1, max: 900 }))
    .map(([key, whole, size]) =>
      Array.from(
        { length: Math.min(70, Math.ceil(whole.length / size)) },
        (_, nth) => `${key}.${nth}=${whole.slice(nth * size, (nth + 1) * size)}`,
      ).join("; "),
    )
  return fc.oneof(
    { weight: 6, arbitrary: fc.array(pair, { maxLength: 4 }).map((list) => list.join("; ")) },
    { weight: 2, arbitrary: inChunks },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        ...'= ;;; =;= a " $Version=1; ; , a=b;;c'.split(" "),
        'x="; y="',
        "a=b; ".repeat(2000),
        `x=${"%".repeat(10_000)}`,
        names.map((key) => `${key}=`).join(";"),
        `${names[0]}`.repeat(400),
        Array.from({ length: 100 }, (_, nth) => `${names[0]}.${nth}=${"x".repeat(120)}`).join("; "),
      ),
    },
    { weight: 1, arbitrary: text },
  )
}

/** Headers beside cookies. */
export const otherHeaders: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    host: text,
    "x-forwarded-host": text,
    "x-forwarded-proto": fc.oneof(text, fc.constantFrom("http", "https", "javascript")),
    "x-forwarded-for": text,
    origin: text,
    referer: text,
    "sec-fetch-site": fc.oneof(fc.constantFrom("same-origin", "cross-site", "none"), text),
    "x-http-method-override": fc.constantFrom("POST", "DELETE"),
    "content-length": fc.constantFrom("0", "-1", "99999999999999999999", "x"),
    accept: fc.constantFrom("text/html", "application/json", "*/*", ""),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, string>>
