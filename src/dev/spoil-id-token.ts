/** ID tokens that an app must refuse, signed with the right key. */
import { type KeyObject, sign } from "node:crypto"
import type { Fault } from "./faults.js"

export interface SigningKey {
  readonly privateKey: KeyObject
  readonly kid: string
}

/** Changes the ID token in a token response, as the faults say. */
export function spoilIdToken(response: unknown, faults: ReadonlySet<Fault>, { privateKey }: SigningKey): void {
  if (typeof response !== "object" || response === null || !("id_token" in response)) return
  const changes = {
    ...(faults.has("expired-id-token") ? expired() : {}),
    ...(faults.has("wrong-nonce") ? { nonce: "of another attempt" } : {}),
  }
  if (Object.keys(changes).length === 0) return
  const [header = "", payload = ""] = String(response.id_token).split(".")
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString())
  const signed = `${header}.${Buffer.from(JSON.stringify({ ...claims, ...changes })).toString("base64url")}`
  response.id_token = `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`
}

function expired(): { iat: number; exp: number } {
  const now = Math.floor(Date.now() / 1000)
  return { iat: now - 7200, exp: now - 3600 }
}
