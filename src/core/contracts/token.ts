import type { Awaitable, JWT } from "../model.js"

/** What seals or opens a session token is told. */
export interface JWTEncodeParams {
  /** Claims to seal. `iat`, `exp` and `jti` are set anew. */
  token?: JWT
  secret: string
  /** Seconds until the token expires; 30 days unless told. */
  maxAge?: number
  /** Separates keys by purpose: `""` for session tokens, the cookie's name for check cookies. */
  salt?: string
}

export interface JWTDecodeParams {
  token?: string
  secret: string
  salt?: string
}

export interface JWTOptions {
  /** The secret that session tokens are sealed with; `secret` unless told. */
  secret: string
  /** Seconds a token is valid after sign-in; `session.maxAge` unless told. */
  maxAge: number
  encode: (params: JWTEncodeParams) => Awaitable<string>
  decode: (params: JWTDecodeParams) => Awaitable<JWT | null>
}
