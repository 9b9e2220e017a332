/** Methods of strings and lists, where both sides are known: middleware decides by them. */
import { plain, truthOf, unknown, type Value } from "./values.js"

export function ofText(text: string, name: string | null, args: readonly Value[]): Value {
  const [first] = args
  const given = first?.is === "plain" && typeof first.value === "string" ? first.value : null
  switch (name) {
    case "startsWith":
      return given === null ? unknown : plain(text.startsWith(given))
    case "endsWith":
      return given === null ? unknown : plain(text.endsWith(given))
    case "includes":
      return given === null ? unknown : plain(text.includes(given))
    case "toLowerCase":
      return plain(text.toLowerCase())
    case "toUpperCase":
      return plain(text.toUpperCase())
    case "match":
      return first?.is === "native" && first.name === "RegExp" ? matches(first, text) : unknown
    default:
      return unknown
  }
}

function matches({ given = [] }: Extract<Value, { is: "native" }>, text: string): Value {
  const [source, flags] = given
  if (source?.is !== "plain" || flags?.is !== "plain") return unknown
  return plain(new RegExp(String(source.value), String(flags.value)).test(text))
}

/** @param ask what the function that was given says of an element */
export function ofList(
  items: readonly Value[],
  name: string | null,
  args: readonly Value[],
  ask: (item: Value) => Value,
): Value {
  const [wanted] = args
  if (name === "includes" && wanted?.is === "plain") {
    if (items.some((one) => one.is === "plain" && one.value === wanted.value)) return plain(true, wanted.bySession)
    return items.every((one) => one.is === "plain") ? plain(false, wanted.bySession) : unknown
  }
  if (name === "join") return joined(items, wanted)
  if (name === "map") return { is: "array", items: items.map(ask) }
  if (name === "flatMap")
    return { is: "array", items: items.map(ask).flatMap((one) => (one.is === "array" ? one.items : [one])) }
  if (name !== "some" && name !== "every") return unknown
  const truths = items.map((one) => truthOf(ask(one)))
  const decides = name === "some"
  if (truths.includes(decides)) return plain(decides)
  return truths.includes(null) ? unknown : plain(!decides)
}

function joined(items: readonly Value[], separator: Value | undefined): Value {
  const texts = items.map((one) => (one.is === "plain" ? String(one.value) : null))
  const between = separator?.is === "plain" ? String(separator.value) : ","
  return texts.every((one) => one !== null) ? plain(texts.join(between)) : unknown
}
