import type { Situation } from "./observed.js"

/** Recorded situations that are not replayed here, and why. A pattern that matches nothing fails the test. */
export const notReplayed: [RegExp, string][] = [
  [
    /^pages\/db\//,
    "needs a database and a mail server in the replayed apps: test/flows/email.test.ts shows e-mail sign-in",
  ],
  [/^pages\/dbjwt\//, "needs a database in the replayed apps: test/flows/accounts.test.ts shows linking"],
  [/^pages\/rp\//, "needs the provider that misbehaves on demand: test/security/relying-party.test.ts replays them"],
  [/^browser\//, "needs a browser: test/browser shows it"],
  [
    /^app\/base\/(credentials\/authorize\(\) and events|signout\/events|oidc\/callback arguments and events)$/,
    "nothing to compare: the recording could not see calls in the App Router",
  ],
]

export const isReplayed = ({ id }: Situation): boolean => !notReplayed.some(([pattern]) => pattern.test(id))
