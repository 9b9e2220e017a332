/** `countersign/adapters`: the contract between Countersign and whatever stores its records. Types only. */
export type {
  Adapter,
  AdapterAccount,
  AdapterSession,
  AdapterUser,
  VerificationToken,
} from "../core/contracts/adapter.js"
