/**
 * What we use of the protocol library, by name: a bundler leaves out the rest, which a namespace would not let it.
 * Imported when somebody signs in, so that starting a server does not load it.
 */
export {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  customFetch,
  expectNoState,
  genericTokenEndpointRequest,
  nopkce,
  validateAuthResponse,
} from "oauth4webapi"
