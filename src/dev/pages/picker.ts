import { html } from "../../pages/html.js"
import type { Person } from "../people.js"
import { type DevPage, devPage, problemText } from "./layout.js"
import { emptyPerson, personFields, summaryOf, valuesTyped } from "./person-fields.js"

export interface PickerView {
  readonly providerId: string
  /** Where the answer goes: `http://localhost:3000`. */
  readonly app: string
  /** What the app believes who is coming, from `login_hint`. */
  readonly hint: string
  readonly people: readonly Person[]
  readonly problem?: string
  readonly typed?: URLSearchParams
}

/** Asks who is there, in the place of a provider. It posts `person`, the fields of a new one, or `refuse`. */
export function pickerPage({ providerId, app, hint, people, problem, typed }: PickerView): DevPage {
  const expected = (person: Person): boolean => hint !== "" && (person.email === hint || person.id === hint)
  const inOrder = [...people.filter(expected), ...people.filter((person) => !expected(person))]
  const body = html`
<p>${app} asks you to sign in with <b>${providerId}</b>. This is not ${providerId}: these people live on this machine only, and need no password.</p>
${problemText(problem)}
<form method="POST">
<ul class="list">${inOrder.map(
    (person) =>
      html`<li><button class="row" name="person" value="${person.id}"><b>${person.name}</b><span>${summaryOf(person)}</span></button></li>`,
  )}</ul>
<p class="buttons"><button class="button" name="refuse" value="yes">Refuse</button></p>
</form>
<details${typed ? html` open` : ""}>
<summary>Somebody else</summary>
<form method="POST">
${personFields(typed ? valuesTyped(typed) : emptyPerson)}
<p class="buttons"><button class="button main">Add and sign in</button></p>
</form>
</details>`
  return devPage({ title: "Who are you?", body })
}
