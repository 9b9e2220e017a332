import { html } from "../../pages/html.js"
import type { Person } from "../people.js"
import { type DevPage, devPage, problemText } from "./layout.js"
import { emptyPerson, personFields, summaryOf, valuesOf, valuesTyped } from "./person-fields.js"

export interface PeopleView {
  readonly people: readonly Person[]
  /** Lines for the environment of the app. */
  readonly environment: string
  readonly problem?: string
  readonly typed?: URLSearchParams
}

export const peoplePage = ({ people, environment, problem, typed }: PeopleView): DevPage =>
  devPage({
    title: "People",
    place: "people",
    body: html`
<p>They can sign in at every OAuth provider of your app, once it has these lines in its environment (<code>.env.development.local</code>):</p>
<pre tabindex="0" role="region" aria-label="Environment">${environment}</pre>
${problemText(problem)}
<ul class="list">${people.map(
      (person) =>
        html`<li><a class="row" href="/people/${person.id}"><b>${person.name}</b><span>${summaryOf(person)}</span></a></li>`,
    )}</ul>
<details${typed ? html` open` : ""}>
<summary>Add somebody</summary>
<form method="POST" action="/people">
${personFields(typed ? valuesTyped(typed) : emptyPerson)}
<p class="buttons"><button class="button main">Add</button></p>
</form>
</details>`,
  })

export const personPage = (person: Person, problem?: string, typed?: URLSearchParams): DevPage =>
  devPage({
    title: person.name,
    place: "people",
    body: html`
${problemText(problem)}
<form method="POST">
${personFields(typed ? valuesTyped(typed) : valuesOf(person))}
<p class="buttons"><button class="button main">Save</button><button class="button" name="remove" value="yes" formnovalidate>Remove</button></p>
</form>`,
  })
