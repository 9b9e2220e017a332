/** What may be inside a token that was sealed with the right key, and still is nobody's. */

/** Twelve things that are no time. */
const noTimes = ['"123"', '"4102444800"', '""', "[]", "[4102444800]", "{}", "null", "true", "false", "1e400", "-1e400"]
const past = ["0", "-0", "1", "-1", "1e-9", "-2147483648", "1700000000", "1700000000.5", "-9007199254740991"]

export function* brokenClaims(genuine: string): Generator<string | Buffer> {
  yield* [
    "",
    " ",
    "null",
    "true",
    "0",
    "1e400",
    '"ada"',
    "[]",
    "[{}]",
    "{",
    "}",
    "{]",
    "undefined",
    "NaN",
    "\0",
    "{}{}",
  ]
  yield* [genuine.slice(0, -1), `${genuine}x`, `${genuine}\0`, `[${genuine}]`, JSON.stringify(genuine), `${genuine},`]
  yield* [genuine.replaceAll('"', "'"), genuine.replaceAll('"', ""), genuine.replace("}", ",}"), `\ufeff${genuine}`]
  yield* [genuine.replace("{", '{"nul":"\0",'), genuine.replace("{", '{"line":"\n",'), `//\n${genuine}`]
  yield "[".repeat(100_000)
  yield `{"a":${"[".repeat(10_000)}`
  for (const time of ["exp", "nbf", "iat"]) for (const value of noTimes) yield withClaim(genuine, time, value)
  for (const exp of past) yield withClaim(genuine, "exp", exp)
  for (const nbf of ["4102444800", "1e308", "9007199254740993"]) yield withClaim(genuine, "nbf", nbf)
  yield `${base64url('{"alg":"none"}')}.${base64url(genuine)}.`
  yield `${base64url('{"alg":"HS256"}')}.${base64url(genuine)}.${base64url("signature")}`
  yield withClaim(genuine, "large", `"${"x".repeat(1_000_000)}"`)
  for (const bytes of invalidUtf8) yield withBytes(genuine, bytes)
}

const base64url = (text: string): string => Buffer.from(text).toString("base64url")

/** In front, so that a later claim of the same name would win: there must be none. */
function withClaim(genuine: string, name: string, value: string): string {
  const { [name]: _, ...others } = JSON.parse(genuine)
  return JSON.stringify(others).replace("{", `{"${name}":${value},`)
}

/** A lone continuation, an overlong slash, a surrogate, beyond Unicode, cut off. */
const invalidUtf8 = [[0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0xff]]

function withBytes(genuine: string, bytes: readonly number[]): Buffer {
  const text = withClaim(genuine, "odd", '"?"')
  const at = text.indexOf("?")
  return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(bytes), Buffer.from(text.slice(at + 1))])
}

export function* harmlessClaims(genuine: string): Generator<string> {
  const also = (more: string): string => genuine.replace("{", `{${more},`)
  yield ` ${genuine}\n`
  yield also('"__proto__":{"isAdmin":true}')
  yield also('"constructor":{"prototype":{"isAdmin":true}}')
  yield also('"toString":1,"toJSON":1,"hasOwnProperty":1,"then":1')
  yield also('"nul":"\\u0000","surrogate":"\\ud800","deep":[[[[[[[[]]]]]]]]')
  yield also(`"markup":"<script>alert(1)</script>\\r\\nSet-Cookie: a=b"`)
  yield withClaim(genuine, "exp", "1e308")
  yield withClaim(genuine, "exp", "4102444800.5")
  yield withClaim(genuine, "nbf", "-0")
  yield withClaim(genuine, "iat", "4102444800")
}
