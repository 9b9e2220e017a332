/** `countersign/policy`: who may go where, stated once, and importable anywhere: it needs no options, no database and no framework. */
export type {
  AnyRule,
  Asked,
  Decision,
  JudgedRequest,
  Line,
  OwnRule,
  Policy,
  Question,
  Rule,
  Verdict,
} from "./core/contracts/policy.js"
export { definePolicy, type PolicyOptions } from "./core/guard/policy.js"
export {
  allOf,
  anyOf,
  claim,
  everyone,
  nobody,
  not,
  role,
  type Somebody,
  signedIn,
  signedInWithin,
} from "./core/guard/rules.js"
