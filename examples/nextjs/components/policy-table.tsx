import type { Session } from "countersign"
import type { Policy } from "countersign/policy"

interface Visitor {
  title: string
  session: Session | null
}

const person = (name: string, role: "member" | "admin"): Session => ({
  user: { id: role, name, role },
  expires: "2100-01-01T00:00:00.000Z",
})

const others: Visitor[] = [
  { title: "Nobody", session: null },
  { title: "A member", session: person("A member", "member") },
  { title: "An admin", session: person("An admin", "admin") },
]

const words = {
  allow: "Opens",
  "sign-in": "Sign in first",
  "sign-in-again": "Sign in again",
  refuse: "Not allowed",
  undecided: "Nobody can tell",
}

/** The lines of the policy, and what each says to whom: asked of the policy itself, as the proxy asks it. */
export async function PolicyTable({ policy, you }: { policy: Policy; you: Session | null }) {
  const visitors = [...others, { title: "You, now", session: you }]
  const rows = await Promise.all(
    policy.lines.map(async ({ pattern, rule }) => {
      const path = pattern?.replace(/\/\*\*$/, "") ?? "/anything-else"
      const decisions = await Promise.all(visitors.map(({ session }) => decide(policy, path, session)))
      return { path, pattern: pattern ?? "anything else", rule: rule.label, decisions }
    }),
  )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table" aria-label="The policy" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Route</th>
            <th scope="col">Rule</th>
            {visitors.map(({ title }) => (
              <th scope="col" key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, pattern, rule, decisions }) => (
            <tr key={pattern}>
              <th scope="row">
                <a href={path}>{pattern}</a>
              </th>
              <td>
                <code>{rule}</code>
              </td>
              {decisions.map((kind, i) => (
                <td key={visitors[i]?.title}>
                  <span className={kind === "allow" ? "outcome passed" : "outcome refused"}>{words[kind]}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

async function decide(policy: Policy, pathname: string, session: Session | null): Promise<keyof typeof words> {
  const visit = { method: "GET", pathname, headers: new Headers(), session: () => session, authTime: () => null }
  return (await policy.decide(visit)).kind
}
