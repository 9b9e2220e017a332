import { html } from "../../pages/html.js"
import { type DevPage, devPage } from "./layout.js"

/** The page for a request that cannot be answered. */
export const problemPage = (sentence: string): DevPage =>
  devPage({ title: "That did not work", body: html`<p>${sentence}</p><p><a href="/">People, mails and faults</a></p>` })
