/** A piece of markup made by the {@link html} tag, which alone can make one: no string can pass for it. */
export class Html {
  readonly #markup: string

  private constructor(markup: string) {
    this.#markup = markup
  }

  /** Joins literal markup and values; values are escaped unless they are `Html` themselves. */
  static of(literals: TemplateStringsArray, values: readonly HtmlValue[]): Html {
    return new Html(literals.reduce((markup, literal, i) => markup + markupOf(values[i - 1]) + literal))
  }

  toString(): string {
    return this.#markup
  }
}

/** What may stand in a template. `undefined`, `null` and `false` leave nothing behind. */
export type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[]

/**
 * Tag for markup: every value is escaped for text and for quoted attributes. There is no way to insert raw text.
 *
 * @example html`<a href="${url}">${name}</a>`
 */
export function html(literals: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return Html.of(literals, values)
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

function markupOf(value: HtmlValue): string {
  if (value === undefined || value === null || value === false) return ""
  if (value instanceof Html) return value.toString()
  if (Array.isArray(value)) return value.map(markupOf).join("")
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? "")
}
