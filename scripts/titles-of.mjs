/** The titles of the tests in a source file, read from its syntax: nothing is run, and comments and data do not count. */
import { parse } from "@babel/parser"

const names = new Set(["test", "it", "describe"])
/** A test that does not run shows nothing. */
const notRun = new Set(["skip", "todo"])

/** `test` of `test`, `test.each([…])`, `test.skipIf(x).concurrent`; null where the call is none of a test, or never runs. */
function nameOf(callee) {
  if (callee.type === "Identifier") return names.has(callee.name) ? callee.name : null
  if (callee.type === "MemberExpression") return notRun.has(callee.property.name) ? null : nameOf(callee.object)
  if (callee.type === "CallExpression") return nameOf(callee.callee)
  return callee.type === "TaggedTemplateExpression" ? nameOf(callee.tag) : null
}

/** The text of a string; of a template what is written, with `…` for what is filled in. */
function textOf(node) {
  if (node?.type === "StringLiteral") return node.value
  return node?.type === "TemplateLiteral" ? node.quasis.map(({ value }) => value.cooked).join("…") : null
}

function* testsIn(value, within) {
  if (Array.isArray(value)) for (const one of value) yield* testsIn(one, within)
  else if (typeof value?.type === "string") {
    const name = value.type === "CallExpression" ? nameOf(value.callee) : null
    const title = name === null ? null : textOf(value.arguments[0])
    if (title !== null) yield { title, within }
    const inner = title !== null && name === "describe" ? [...within, title] : within
    for (const child of Object.values(value)) if (typeof child === "object") yield* testsIn(child, inner)
  }
}

/**
 * @param {string} source TypeScript, with or without JSX
 * @param {string} file its name, which tells of JSX
 * @returns {{ title: string, within: string[] }[]} each title, and those of the `describe`s around it
 */
export function testsOf(source, file) {
  const plugins = ["typescript", ...(file.endsWith("x") ? ["jsx"] : [])]
  return [...testsIn(parse(source, { sourceType: "module", plugins }).program, [])]
}

/** @returns {string[]} the titles alone */
export const titlesOf = (source, file) => testsOf(source, file).map(({ title }) => title)

const id = String.raw`(?:CVE-\d{4}-\d+|GHSA(?:-\w{4})+|[\w-]+ ?#\d+|[A-Z]{1,4}-\d+)`
const ids = `${id}(?:[, ]+${id})*`
const idsInTitle = new RegExp(String.raw`^${ids}: |(?: \(${ids}\))+(?=[:,]?$)|(?::| )+${ids}(?=:?$)`, "g")

/** Titles gain and lose ids of advisories and faults, at either end, without becoming other tests. */
export const withoutIds = (title) => title.replace(idsInTitle, "")
