/** Leaves sentences alone that a person reads: what an error says and what a log line says. Codes are mutated. */

const isText = ({ type }) => type === "StringLiteral" || type === "TemplateLiteral"

/** The name that is called: `SignInError` of `new SignInError(…)`, `log.error` of `config.log.error(…)`. */
const calleeOf = ({ type, callee }) => {
  if (type !== "NewExpression" && type !== "CallExpression") return ""
  if (callee.type === "Identifier") return callee.name
  const { object, property } = callee
  return `${object?.name ?? object?.property?.name}.${property?.name}`
}

/** The first argument of our errors and log lines is a code; that of a built-in error is its message. */
const isMessage = ({ node, parent, listKey, key }) => {
  if (listKey !== "arguments" || !isText(node)) return false
  const callee = calleeOf(parent)
  if (/^(?:Type|Range)?Error$/.test(callee)) return true
  return key > 0 && (/Error$/.test(callee) || /^log\.(?:error|warn|debug)$/.test(callee))
}

export const strykerPlugins = [
  {
    kind: "Ignore",
    name: "messages",
    value: { shouldIgnore: (path) => (isMessage(path) ? "A sentence for a person." : undefined) },
  },
]
