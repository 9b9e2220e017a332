/** `countersign/policy`: who may go where, stated once, and importable anywhere: it needs no options, no database and no framework. */
export { ConfigurationError } from "./core/errors.js"
export type { Decision, Line, Policy, PolicyOptions, Question } from "./core/guard/policy.js"
export { definePolicy } from "./core/guard/policy.js"
export type { AnyRule, Asked, JudgedRequest, OwnRule, Rule, Somebody, Verdict } from "./core/guard/rules.js"
export { allOf, anyOf, claim, everyone, nobody, not, role, signedIn, signedInWithin } from "./core/guard/rules.js"
