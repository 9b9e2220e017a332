/** `countersign/jwt`: session tokens, sealed and opened by hand. */
export type { JWTDecodeParams, JWTEncodeParams, JWTOptions } from "./core/contracts/token.js"
export { decode, encode } from "./core/crypto/token.js"
export type { DefaultJWT, JWT } from "./core/model.js"
export { type GetTokenParams, getToken, type TokenRequest } from "./core/session/get-token.js"

/** What tokens are sealed with. */
export type Secret = string
