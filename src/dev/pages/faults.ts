import { html } from "../../pages/html.js"
import { type Fault, faults } from "../faults.js"
import { type DevPage, devPage } from "./layout.js"

const entries = Object.entries(faults) as [Fault, string][]

export const faultsPage = (on: ReadonlySet<Fault>): DevPage =>
  devPage({
    title: "Faults",
    place: "faults",
    body: html`
<p>What is ticked goes wrong, at every provider and until it is taken back.</p>
<form method="POST">
${entries.map(
  ([name, sentence]) => html`
<label class="tick"><input type="checkbox" name="fault" value="${name}"${on.has(name) ? html` checked` : ""}><span><b>${name}</b>: ${sentence}</span></label>`,
)}
<p class="buttons"><button class="button main">Apply</button></p>
</form>`,
  })
