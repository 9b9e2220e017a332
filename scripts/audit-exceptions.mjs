/**
 * Advisories in packages that we develop with, and that nobody gets who installs the package: each with the reason why it may stay.
 * There are none for what is installed at run time, and none can be written.
 *
 * @type {readonly { package: string, ids: readonly string[], why: string }[]}
 */
export const exceptions = [
  {
    package: "nodemailer",
    ids: [
      "GHSA-268h-hp4c-crq3",
      "GHSA-2x7j-588g-ccc2",
      "GHSA-8m3c-c648-2xjj",
      "GHSA-c7w3-x93f-qmm8",
      "GHSA-cc9r-2j5m-2m83",
      "GHSA-p6gq-j5cr-w38f",
      "GHSA-r7g4-qg5f-qqm2",
      "GHSA-vvjj-xcjg-gr5g",
      "GHSA-wmmp-3585-3rmp",
      "GHSA-wqvq-jvpq-h66f",
    ],
    why: "The tests send mails from this machine to this machine. next-auth 4.24, beside which they run, takes version 7 only, and none of that line is mended; `countersign doctor` tells apps to take a newer one, which our peer range allows.",
  },
]
