/** What remains to be done by hand. */
import type { PackageManager, Project } from "./detect.js"

export interface Step {
  readonly command: string
  readonly why: string
}

const add: Readonly<Record<PackageManager, string>> = {
  npm: "npm install",
  pnpm: "pnpm add",
  yarn: "yarn add",
  bun: "bun add",
}
const addForDevelopment: Readonly<Record<PackageManager, string>> = {
  npm: "npm install --save-dev",
  pnpm: "pnpm add --save-dev",
  yarn: "yarn add --dev",
  bun: "bun add --dev",
}
const execute: Readonly<Record<PackageManager, string>> = { npm: "npx", pnpm: "pnpm exec", yarn: "yarn", bun: "bunx" }

export function nextSteps({ packageManager, packageName, isInstalled }: Project): Step[] {
  const install = { command: `${add[packageManager]} ${packageName}`, why: "the library" }
  return [
    ...(isInstalled ? [] : [install]),
    { command: `${addForDevelopment[packageManager]} oidc-provider`, why: "what countersign dev needs" },
    { command: `${execute[packageManager]} countersign dev`, why: "people to sign in as, and a mailbox" },
    { command: `${packageManager} run dev`, why: "your app, in another terminal" },
  ]
}
