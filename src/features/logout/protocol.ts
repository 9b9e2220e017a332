/** What logout uses of the protocol library, apart from sign-in's: nobody carries it who does not ask for it. */
export {
  allowInsecureRequests,
  clockTolerance,
  customFetch,
  jwksCache,
  processRevocationResponse,
  revocationRequest,
  skipStateCheck,
  validateJwtAuthResponse,
} from "oauth4webapi"
