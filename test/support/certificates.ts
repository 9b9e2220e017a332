/** Certificates for servers on this machine's loopback address, good and bad. */
import { generate } from "selfsigned"

export interface Certificate {
  readonly cert: string
  readonly key: string
}

export interface Wanted {
  /** The address that it is for. */
  readonly ip?: string
  readonly from?: Date
  readonly until?: Date
}

/** Signed by itself: whoever trusts it takes it for its own authority. */
export async function certificateFor({ ip = "127.0.0.1", from, until }: Wanted = {}): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: "commonName", value: ip }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip }] }],
    ...(from ? { notBeforeDate: from } : {}),
    ...(until ? { notAfterDate: until } : {}),
  })
  return { cert, key }
}
