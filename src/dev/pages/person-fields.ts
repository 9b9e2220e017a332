import { type Html, html } from "../../pages/html.js"
import type { Person } from "../people.js"

/** What stands in the form about somebody. */
export interface PersonValues {
  readonly name: string
  readonly email: string
  readonly emailVerified: boolean
  readonly roles: string
  readonly claims: string
}

export const emptyPerson: PersonValues = { name: "", email: "", emailVerified: true, roles: "", claims: "" }

export const valuesOf = (person: Person): PersonValues => ({
  name: person.name,
  email: person.email ?? "",
  emailVerified: person.emailVerified,
  roles: person.roles.join(", "),
  claims: Object.keys(person.claims).length > 0 ? JSON.stringify(person.claims, null, 2) : "",
})

/** What somebody typed, so that they need not do so again. */
export const valuesTyped = (form: URLSearchParams): PersonValues => ({
  name: form.get("name") ?? "",
  email: form.get("email") ?? "",
  emailVerified: form.has("emailVerified"),
  roles: form.get("roles") ?? "",
  claims: form.get("claims") ?? "",
})

export const personFields = (values: PersonValues): Html => html`
<label for="name">Name</label>
<input id="name" name="name" value="${values.name}" required maxlength="100" autocomplete="off">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" value="${values.email}" autocomplete="off" aria-describedby="email-hint">
<p class="soft" id="email-hint">Leave it empty for somebody whose provider knows none.</p>
<label class="tick"><input type="checkbox" name="emailVerified"${values.emailVerified ? html` checked` : ""}> The provider has verified the address</label>
<label for="roles">Roles, separated by commas</label>
<input id="roles" name="roles" value="${values.roles}" autocomplete="off">
<label for="claims">Further claims, as JSON</label>
<textarea id="claims" name="claims" spellcheck="false" aria-describedby="claims-hint">${values.claims}</textarea>
<p class="soft" id="claims-hint">For example {"department": "Sales"}. They come in the ID token or in userinfo.</p>`

/** A person in a line. */
export const summaryOf = ({ email, emailVerified, roles }: Person): string =>
  [email === null ? "without an e-mail address" : `${email}${emailVerified ? "" : ", not verified"}`, ...roles].join(
    " · ",
  )
