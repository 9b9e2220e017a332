/** Pages of the example. */
export const examplePages = {
  home: "/",
  client: "/client",
  "client-required": "/client-required",
  "server-rendered": "/server-rendered",
  "server-component": "/server-component",
  "server-action": "/server-action",
  members: "/members",
  admin: "/admin",
  "who-may": "/who-may",
}

/** Pages that the library itself shows. */
export const builtInPages = {
  "sign-in": "/api/auth/signin",
  "sign-in-failed": "/api/auth/signin?error=CredentialsSignin",
  "sign-out": "/api/auth/signout",
  "verify-request": "/api/auth/verify-request",
  "error-configuration": "/api/auth/error?error=Configuration",
  "error-access-denied": "/api/auth/error?error=AccessDenied",
  "error-verification": "/api/auth/error?error=Verification",
  error: "/api/auth/error",
}
