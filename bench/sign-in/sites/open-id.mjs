/** An OpenID provider in the form of next-auth 4's options. */
export const openId = ({ issuer, ...provider }) => ({
  ...provider,
  type: "oauth",
  wellKnown: `${issuer}/.well-known/openid-configuration`,
  authorization: { params: { scope: "openid email profile" } },
  idToken: true,
})
