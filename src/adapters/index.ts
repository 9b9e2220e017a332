/** `countersign/adapters`: the contract between Countersign and whatever stores its records. Types only. */
export type {
  Adapter,
  AdapterAccount,
  AdapterAuthenticator,
  AdapterPowers,
  AdapterSession,
  AdapterUser,
  VerificationToken,
} from "../core/contracts/adapter.js"
