/** What can be made to go wrong, and what an app should then do. */

export const faults = {
  denied: "Whoever is asked to sign in refuses, without being asked.",
  "expired-code": "The code has expired by the time the app sends it.",
  "expired-id-token": "The ID token has expired by the time the app gets it.",
  "wrong-nonce": "The ID token belongs to another attempt to sign in.",
  slow: "The token endpoint takes 5 seconds, longer than apps wait.",
  "mail-refused": "The mail server refuses every recipient.",
} as const

export type Fault = keyof typeof faults

export const isFault = (name: unknown): name is Fault => typeof name === "string" && Object.hasOwn(faults, name)

/** Seconds that the token endpoint takes with the fault `slow`. */
export const slowness = 5
