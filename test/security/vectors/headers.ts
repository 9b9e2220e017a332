/** Protected headers of JWEs that must not be opened, and of some that may. */
import type { Encryption } from "../../../src/core/crypto/keys.js"

export const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

export const invalidCharacters = [..."+/=!\"#$%&'()*,:;<>?@[\\]^`{|}~ \t\r\n\0\x7fé中💣\u0141\u200b\ufeff\u212a"]

/** Every `alg` that RFC 7518, 8037 and their successors registered for JWEs or JWSs, and what is none. */
const algorithms: readonly unknown[] = [
  ...["RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"],
  ...["A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW"],
  ...["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", "ECDH-1PU"],
  ...["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"],
  ...["none", "HS256", "HS512", "RS256", "ES256", "EdDSA", "HPKE-0"],
  ...["", "Dir", "DIR", "dir ", " dir", "dir\0", "d\u0131r", "dır", "direct", "__proto__", "constructor"],
  ...[0, 1, null, true, false, [], ["dir"], {}, { dir: 1 }, undefined],
]

const encryptions: readonly unknown[] = [
  ...["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM", "C20P", "XC20P"],
  ...["a256gcm", "A256GCM ", " A256GCM", "A256GCM\0", "A256CBC", "A256CBC-HS512 ", "A256CBC_HS512", "none", ""],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "length", "0"],
  ...[0, null, true, [], ["A256GCM"], ["A256CBC-HS512"], [["A256CBC-HS512"]], {}, undefined],
]

export function* brokenHeaders(encryption: Encryption): Generator<string | Buffer> {
  for (const alg of ["dir", ...algorithms])
    for (const enc of encryptions)
      if (alg !== "dir" || enc !== encryption) yield JSON.stringify({ alg, enc, ...parametersOf(alg) })
  yield* notJson(encryption)
  const also = (more: object): string => JSON.stringify({ alg: "dir", enc: encryption, ...more })
  for (const zip of ["DEF", "def", "GZ", "", null, 0, false, [], {}, ["DEF"]]) yield also({ zip })
  for (const crit of [["x"], ["exp"], ["b64"], ["alg"], ["zip"], [], [1], [null], null, "x", {}, 0, false])
    yield also({ crit, x: 1, exp: 4e9, b64: false })
  for (const name of ["kid", "typ", "jku", "p2s", "epk", "__proto__"]) yield also({ [name]: "x".repeat(1_000_000) })
}

/** What an algorithm takes its work from, as an attacker would set it. */
function parametersOf(alg: unknown): object {
  if (typeof alg !== "string") return {}
  if (alg.startsWith("PBES2")) return { p2c: 1_000_000_000, p2s: "AAAA" }
  if (alg.startsWith("ECDH")) return { epk: { kty: "EC", crv: "P-256", x: "AA", y: "AA" }, apu: "AA", apv: "AA" }
  return alg.endsWith("GCMKW") ? { iv: "AAAAAAAAAAAAAAAA", tag: "AAAAAAAAAAAAAAAAAAAAAA" } : {}
}

function* notJson(enc: Encryption): Generator<string | Buffer> {
  const proper = `{"alg":"dir","enc":"${enc}"}`
  yield* ["", " ", "{", "}", "{}", "null", "true", "1", '"dir"', '"', "[]", "[{}]", "undefined", "NaN", "dir"]
  yield* [`[${proper}]`, proper + proper, `${proper},`, `${proper}\0`, `${proper}x`, proper.slice(0, -1), `(${proper})`]
  yield* [proper.replaceAll('"', "'"), proper.replaceAll('"', ""), proper.replace("}", ",}"), `/**/${proper}`]
  yield* [`{"alg":"dir","alg":"none","enc":"${enc}"}`, `{"alg":"dir","enc":"${enc}","enc":"A128GCM"}`]
  yield* [`{"__proto__":${proper}}`, `{"alg":"dir","__proto__":{"enc":"${enc}"}}`, `{"Alg":"dir","Enc":"${enc}"}`]
  yield `{"protected":${proper}}`
  for (const depth of [100, 500, 50_000]) {
    yield "[".repeat(depth) + "]".repeat(depth)
    yield `{"alg":${"[".repeat(depth)}"dir"${"]".repeat(depth)},"enc":"${enc}"}`
  }
  yield Buffer.from(proper, "utf16le")
  yield Buffer.from([0xff, 0xfe, 0xfd])
  yield Buffer.concat([Buffer.from([0xc0, 0xa2]), Buffer.from(proper.slice(2))]) // an overlong quotation mark
}

/** Nothing is asked for but decryption with the key that there is: RFC 7516 §4 has us ignore the rest. */
export function* harmlessHeaders(enc: Encryption): Generator<string> {
  const also = (more: object): string => JSON.stringify({ alg: "dir", enc, ...more })
  yield JSON.stringify({ enc, alg: "dir" })
  yield `{ "alg" : "dir" ,\n"enc":"${enc}" }`
  yield `{"\\u0061lg":"d\\u0069r","enc":"${enc}"}`
  yield `{"alg":"none","alg":"dir","enc":"${enc}"}` // §4: the lexically last one counts
  for (const kid of ["../../dev/null", "' OR 1=1--", "__proto__", "constructor", "http://127.0.0.1:9/", "", 7, null])
    yield also({ kid })
  for (const typ of ["JWT", "at+jwt", "", 1]) yield also({ typ })
  yield also({ jku: "http://127.0.0.1:9/jwks" })
  yield also({ x5u: "http://127.0.0.1:9/cert" })
  yield also({ jwk: { kty: "oct", k: "AAAA" }, x5c: ["MIIB"] })
  yield also({ p2c: 1_000_000_000, p2s: "AAAA", apu: "AA", apv: "AA", epk: {} })
  yield also({ iv: "AAAA", tag: "AAAA", cty: "application/json", b64: false })
}
