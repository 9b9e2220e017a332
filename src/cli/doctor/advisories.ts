/** Published weaknesses of packages that sign-in stands on, as far as their advisories state which versions have them. */

export interface Advisory {
  readonly id: string
  /** Whether it lets somebody past sign-in, into another's mail, or into the server. */
  readonly letsIn?: true
  /** Versions from the first on, and before the second, where it is mended. */
  readonly affected: readonly (readonly [from: string, before: string])[]
}

/** Of two majors of Next.js, all versions before these. */
const mendedIn = (of15: string, of16: string): Advisory["affected"] => [
  ["15.0.0", of15],
  ["16.0.0", of16],
]

/** Deserialisation of what a browser sends runs its code. */
const serverComponents: readonly Advisory[] = [
  {
    id: "CVE-2025-55182",
    letsIn: true,
    affected: [
      ["19.0.0", "19.0.1"],
      ["19.1.0", "19.1.2"],
      ["19.2.0", "19.2.1"],
    ],
  },
]

/** By package. The list is that of the day this version was made: `npm audit` knows what came later. */
export const advisories: Readonly<Record<string, readonly Advisory[]>> = {
  "next-auth": [
    { id: "GHSA-pg53-56cg-4m8q", letsIn: true, affected: [["0.0.0", "3.3.0"]] },
    {
      id: "GHSA-q2mx-j4x2-2h74",
      affected: [
        ["0.0.0", "3.29.3"],
        ["4.0.0", "4.3.3"],
      ],
    },
    {
      id: "GHSA-g5fm-jp9v-2432",
      affected: [
        ["0.0.0", "3.29.5"],
        ["4.0.0", "4.5.0"],
      ],
    },
    {
      id: "GHSA-pgjx-7f9g-9463",
      affected: [
        ["0.0.0", "3.29.8"],
        ["4.0.0", "4.9.0"],
      ],
    },
    {
      id: "GHSA-xv97-c62v-4587",
      letsIn: true,
      affected: [
        ["0.0.0", "3.29.10"],
        ["4.0.0", "4.10.3"],
      ],
    },
    { id: "GHSA-7r7x-4c4q-c4qf", letsIn: true, affected: [["0.0.0", "4.20.1"]] },
    { id: "GHSA-v64w-49xw-qq89", letsIn: true, affected: [["0.0.0", "4.24.5"]] },
    {
      id: "GHSA-5jpx-9hw9-2fx4",
      letsIn: true,
      affected: [
        ["0.0.0", "4.24.12"],
        ["5.0.0-beta.0", "5.0.0-beta.30"],
      ],
    },
    {
      id: "GHSA-7rqj-j65f-68wh",
      letsIn: true,
      affected: [
        ["4.10.3", "4.24.15"],
        ["5.0.0-beta.1", "5.0.0-beta.32"],
      ],
    },
    { id: "GHSA-xmf8-cvqr-rfgj", affected: [["4.0.6", "4.24.15"]] },
    {
      id: "GHSA-x445-f3h2-j279",
      letsIn: true,
      affected: [
        ["0.0.0", "4.24.15"],
        ["5.0.0-beta.0", "5.0.0-beta.32"],
      ],
    },
    { id: "GHSA-8fpg-xm3f-6cx3", letsIn: true, affected: [["5.0.0-beta.0", "5.0.0-beta.32"]] },
  ],
  "@auth/core": [
    { id: "GHSA-7rqj-j65f-68wh", letsIn: true, affected: [["0.1.0", "0.41.3"]] },
    { id: "GHSA-xmf8-cvqr-rfgj", affected: [["0.1.0", "0.41.3"]] },
    { id: "GHSA-x445-f3h2-j279", letsIn: true, affected: [["0.0.0", "0.41.3"]] },
  ],
  next: [
    {
      id: "CVE-2025-29927",
      letsIn: true,
      affected: [
        ["11.1.4", "12.3.5"],
        ["13.0.0", "13.5.9"],
        ["14.0.0", "14.2.25"],
        ["15.0.0", "15.2.3"],
      ],
    },
    { id: "CVE-2024-51479", letsIn: true, affected: [["9.5.5", "14.2.15"]] },
    { id: "CVE-2024-34351", affected: [["13.4.0", "14.1.1"]] },
    { id: "CVE-2024-34350", affected: [["13.4.0", "13.5.1"]] },
    { id: "CVE-2024-39693", affected: [["13.3.1", "13.5.0"]] },
    {
      id: "CVE-2024-46982",
      affected: [
        ["13.5.1", "13.5.7"],
        ["14.0.0", "14.2.10"],
      ],
    },
    {
      id: "CVE-2025-32421",
      affected: [
        ["0.0.0", "14.2.24"],
        ["15.0.0", "15.1.6"],
      ],
    },
    { id: "CVE-2025-49005", affected: [["15.3.0", "15.3.3"]] },
    {
      id: "CVE-2025-66478",
      letsIn: true,
      affected: [
        ["15.0.0", "15.0.5"],
        ["15.1.0", "15.1.9"],
        ["15.2.0", "15.2.6"],
        ["15.3.0", "15.3.6"],
        ["15.4.0", "15.4.8"],
        ["15.5.0", "15.5.7"],
        ["16.0.0", "16.0.7"],
      ],
    },
    {
      id: "CVE-2025-57822",
      affected: [
        ["0.0.0", "14.2.32"],
        ["15.0.0", "15.4.7"],
      ],
    },
    {
      id: "GHSA-36qx-fr4f-26g5",
      letsIn: true,
      affected: [
        ["12.2.0", "15.5.16"],
        ["16.0.0", "16.2.5"],
      ],
    },
    {
      id: "GHSA-267c-6grr-h53f",
      letsIn: true,
      affected: [
        ["15.2.0", "15.5.16"],
        ["16.0.0", "16.2.5"],
      ],
    },
    {
      id: "GHSA-26hh-7cqf-hhc6",
      letsIn: true,
      affected: [
        ["15.2.0", "15.5.18"],
        ["16.0.0", "16.2.6"],
      ],
    },
    { id: "GHSA-492v-c6pp-mqqv", letsIn: true, affected: [["16.0.0", "16.2.5"]] },
    { id: "GHSA-3g8h-86w9-wvmq", affected: [["16.0.0", "16.2.5"]] },
    { id: "GHSA-6gpp-xcg3-4w24", letsIn: true, affected: [["16.0.0", "16.2.11"]] },
    { id: "GHSA-mq59-m269-xvcx", affected: [["16.0.1", "16.1.7"]] },
    {
      id: "GHSA-ggv3-7p47-pfv8",
      affected: [
        ["9.5.0", "15.5.13"],
        ["16.0.0", "16.1.7"],
      ],
    },
    { id: "GHSA-c4j6-fc7j-m34r", affected: [["16.0.0", "16.2.5"]] },
    { id: "GHSA-89xv-2m56-2m9x", affected: [["16.0.0", "16.2.11"]] },
    { id: "GHSA-p9j2-gv94-2wf4", affected: [["16.0.0", "16.2.11"]] },
    { id: "GHSA-955p-x3mx-jcvp", affected: [["16.0.0", "16.2.11"]] },
    { id: "GHSA-m99w-x7hq-7vfj", affected: [["16.0.0", "16.2.11"]] },
    { id: "GHSA-4c39-4ccg-62r3", affected: [["16.0.0", "16.2.11"]] },
    { id: "GHSA-p293-qw3h-jr36", letsIn: true, affected: mendedIn("15.5.24", "16.3.3") },
    { id: "GHSA-2xp9-vwfh-vxw4", letsIn: true, affected: mendedIn("15.5.24", "16.3.3") },
  ],
  "react-server-dom-webpack": serverComponents,
  "react-server-dom-turbopack": serverComponents,
  "react-server-dom-parcel": serverComponents,
  nodemailer: [
    { id: "GHSA-48ww-j4fc-435p", affected: [["0.0.0", "6.4.16"]] },
    { id: "CVE-2021-23400", affected: [["0.0.0", "6.6.1"]] },
    { id: "GHSA-mm7p-fcc7-pg87", letsIn: true, affected: [["0.0.0", "7.0.7"]] },
    { id: "GHSA-rcmh-qjqh-p98v", affected: [["0.0.0", "7.0.11"]] },
    { id: "GHSA-c7w3-x93f-qmm8", affected: [["0.0.0", "8.0.4"]] },
    { id: "GHSA-vvjj-xcjg-gr5g", affected: [["0.0.0", "8.0.5"]] },
    { id: "GHSA-268h-hp4c-crq3", affected: [["0.0.0", "8.0.9"]] },
    { id: "GHSA-wqvq-jvpq-h66f", affected: [["0.0.0", "8.0.9"]] },
    { id: "GHSA-r7g4-qg5f-qqm2", affected: [["0.0.0", "8.0.8"]] },
    { id: "GHSA-p6gq-j5cr-w38f", affected: [["0.0.0", "9.0.1"]] },
    { id: "GHSA-wmmp-3585-3rmp", affected: [["0.0.0", "9.1.0"]] },
    { id: "GHSA-cc9r-2j5m-2m83", affected: [["6.9.16", "9.1.0"]] },
    { id: "GHSA-2x7j-588g-ccc2", affected: [["0.0.0", "9.1.0"]] },
    { id: "GHSA-8m3c-c648-2xjj", affected: [["0.0.0", "9.1.1"]] },
  ],
}
