import type { Standard } from "./standard.js"

const excluded = { why: "there are no passkeys yet", until: "src/methods/webauthn" }

export const webauthn: Standard = {
  title: "Web Authentication Level 3, relying party",
  source: "[WebAuthn](https://www.w3.org/TR/webauthn-3/) §7.1 (registration) and §7.2 (assertion).",
  rows: [
    { id: "WA-R5/7", asks: "client data is UTF-8, of type `webauthn.create`", excluded },
    {
      id: "WA-R8",
      asks: "the challenge is the one that was issued, once, in time, to this user and browser",
      excluded,
    },
    { id: "WA-R9/10", asks: "origin, `crossOrigin` and `topOrigin` are expected ones", excluded },
    { id: "WA-R13–16", asks: "RP id, user presence, user verification, backup flags", excluded },
    { id: "WA-R19", asks: "the algorithm was offered; the key is well-formed", excluded },
    { id: "WA-R20+", asks: "attestation none by default, verified where it is asked for", excluded },
    { id: "WA-R21", asks: "a credential id of at most 1023 bytes", excluded },
    { id: "WA-R22", asks: "a credential id that nobody has registered", excluded },
    { id: "WA-A5", asks: "the credential is one of those allowed", excluded },
    { id: "WA-A6", asks: "the user handle is the credential's owner", excluded },
    { id: "WA-A10–13", asks: "type `webauthn.get`, challenge, origin", excluded },
    { id: "WA-A14–17", asks: "presence, verification, backup flags as before", excluded },
    { id: "WA-A19", asks: "the signature holds", excluded },
    { id: "WA-A20", asks: "the signature counter grows", excluded },
    { id: "WA-X", asks: "CBOR: no duplicate keys, no depth or length without end", excluded },
  ],
}
