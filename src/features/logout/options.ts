/** How far a sign-out reaches beyond this site, and who else may sign somebody out here. All off unless told. */
export interface LogoutOptions {
  /** Signing out goes on to the provider, which ends its own session and sends the visitor back. */
  rpInitiated?: boolean
  /** Signing out revokes the tokens that are stored for the account (RFC 7009), then forgets them. */
  revokeTokens?: boolean
  /** The provider's server may end sessions by `POST backchannel-logout/:provider`. */
  backChannel?: boolean
  /** The provider's pages may end sessions by `GET frontchannel-logout/:provider` in a frame. */
  frontChannel?: boolean
}
