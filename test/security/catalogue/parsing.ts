import type { Advisories } from "./advisory.js"

export const parsing: Advisories = [
  {
    row: 149,
    ids: ["GHSA-48ww-j4fc-435p", "CVE-2020-7769", "CVE-2021-23400"],
    affected: "nodemailer <6.4.16; <6.6.1",
    cause: "sendmail flag; CRLF header injection",
  },
  {
    row: 150,
    ids: ["GHSA-mm7p-fcc7-pg87", "CVE-2025-13033", "GHSA-rcmh-qjqh-p98v", "CVE-2025-14874"],
    affected: "nodemailer <7.0.7; ≤7.0.10",
    cause: "quoted @ misroutes; infinite recursion",
  },
  {
    row: 151,
    ids: [
      "GHSA-c7w3-x93f-qmm8",
      "GHSA-vvjj-xcjg-gr5g",
      "GHSA-268h-hp4c-crq3",
      "GHSA-wqvq-jvpq-h66f",
      "GHSA-r7g4-qg5f-qqm2",
      "GHSA-p6gq-j5cr-w38f",
      "CVE-2026-82659",
      "GHSA-8m3c-c648-2xjj",
    ],
    affected: "nodemailer <8.0.4; ≤8.0.4; <8.0.9; <8.0.9; <8.0.8; <9.0.1; ≤9.1.0",
    cause: "SMTP command injection (size, name); List-* CRLF; file/URL access; no TLS check in token fetch; raw bypass",
  },
  {
    row: 152,
    ids: ["GHSA-wmmp-3585-3rmp", "GHSA-cc9r-2j5m-2m83", "GHSA-2x7j-588g-ccc2"],
    affected: "nodemailer <9.1.0; 6.9.16–<9.1.0; <9.1.0",
    cause: "IDN/punycode and comment mis-parsing deliver to another domain; O(n²) parser",
  },
  { row: 153, ids: ["CVE-2023-7028"], affected: "GitLab CE/EE (2024)", cause: "reset e-mail array → mail to both" },
  {
    row: 154,
    ids: ["CVE-2023-4316", "CVE-2025-56200"],
    affected: "zod 3.21.0–3.22.3; validator ≤13.15.15",
    cause: "e-mail ReDoS; isURL bypass",
  },
  {
    row: 155,
    ids: ["CVE-2022-24999", "GHSA-6rw7-vpxm-498p", "CVE-2025-15284", "GHSA-w7fw-mjwx-w883"],
    affected: "qs <6.10.3; <6.14.1; later",
    cause: "__proto__ hang; arrayLimit DoS",
  },
  {
    row: 156,
    ids: ["GHSA-hwmc-4c8j-xxj7", "CVE-2025-62381"],
    affected: "sveltekit-superforms <2.27.4",
    cause: "parseFormData prototype pollution",
  },
  {
    row: 157,
    ids: ["GHSA-fjxv-7rqg-78g4", "CVE-2025-7783"],
    affected: "form-data <2.5.4, 3.0.0–3.0.3, 4.0.0–4.0.3",
    cause: "predictable boundary",
  },
  {
    row: 158,
    ids: ["GHSA-2cjv-6wg9-f4f3", "CVE-2025-25298"],
    affected: "strapi <5.10.3",
    cause: "bcrypt ignores bytes after 72",
  },
  {
    row: 159,
    ids: ["CVE-2020-7689"],
    affected: "bcrypt <5.0.0",
    cause: "NUL truncation / length wrap at 255",
  },
  {
    row: 160,
    ids: ["GHSA-rxjr-6c9q-h67x"],
    affected: "@logto/tunnel",
    cause: "files outside the served folder",
    notApplicable: { why: "A tunnel for developers: it has nothing to do with signing in." },
  },
  {
    row: 161,
    ids: ["GHSA-8r88-6cj9-9fh5", "CVE-2025-48370"],
    affected: "@supabase/auth-js <2.69.1 (2.70.0 by one source)",
    cause: "id not validated → path traversal in API URL",
  },
  {
    row: 162,
    ids: ["GHSA-v36f-qvww-8w8m", "CVE-2026-31813"],
    affected: "supabase auth <2.185.0",
    cause: "issuer of Apple/Azure ID token taken from the token",
  },
  {
    row: 163,
    ids: ["supabase-auth#2612", "supabase-auth#2560"],
    affected: "supabase auth, by its changelog of 2026",
    cause: "code replay race at /oauth/token; Azure issuer validation",
  },
]
