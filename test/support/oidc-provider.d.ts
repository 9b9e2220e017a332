/** The package comes without types. */
declare module "oidc-provider"
