import { AuthError, ConfigurationError, type ErrorCode } from "next-auth/errors"

export const codeOf = (error: unknown): ErrorCode | null => (error instanceof AuthError ? error.code : null)
export const mustConfigure = (error: unknown): error is ConfigurationError => error instanceof ConfigurationError
