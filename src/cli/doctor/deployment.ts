/** Where the app says it is, and whether it believes what a proxy forwards. */
import * as env from "../../core/options/env.js"
import type { App } from "./app.js"
import { nowhere, type Place } from "./finding.js"
import { isOption } from "./properties.js"

export interface Written extends Place {
  readonly name: string
  readonly value: string
}

/** @param set in the environment, which wins over files, as it does when the app runs */
export function find({ settings }: App, name: string, set?: string): Written | null {
  if (set !== undefined) return { ...nowhere, name, value: set }
  return settings.find((one) => one.name === name && one.value !== "") ?? null
}

export const trustsProxy = (app: App): boolean => env.trustHost() || find(app, "AUTH_TRUST_HOST") !== null

const mailProvider =
  /["'](?:countersign|next-auth)\/providers\/(?:email|nodemailer|resend|sendgrid|postmark|mailgun|loops|forwardemail)["']/

export const sendsMail = ({ sources, properties }: App): boolean =>
  sources.some(({ text }) => mailProvider.test(text)) ||
  properties.some(({ name, source }) => name === "type" && source === '"email"')

const credentialsProvider = /["'](?:countersign|next-auth)\/providers\/credentials["']/

export const takesCredentials = ({ sources, properties }: App): boolean =>
  sources.some(({ text }) => credentialsProvider.test(text)) ||
  properties.some(({ name, source }) => name === "type" && source === '"credentials"')

/** Whether something in it limits how often a client may try, whom only a proxy can name. */
export const countsClients = (app: App): boolean =>
  sendsMail(app) || takesCredentials(app) || app.properties.some((one) => one.name === "features" && isOption(one))
