"use client"

import type { Session } from "countersign"
import { useSession } from "countersign/react"
import { useId } from "react"
import { passes, type Way } from "../ways"

interface Props {
  title: string
  ways: Way[]
  /** What the server saw, for the time until the browser knows. */
  serverSession: Session | null
}

/** Ways of protecting, with what each of them will do to the present visitor. */
export function WayList({ title, ways, serverSession }: Props) {
  const titleId = useId()
  const { data, status } = useSession()
  const session = status === "loading" ? serverSession : data
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      <ul className="ways">
        {ways.map((way) => (
          <li key={way.href}>
            <a href={way.href}>{way.title}</a>
            <span className={passes(way, session) ? "outcome passed" : "outcome refused"}>
              {passes(way, session) ? "Opens" : way.refusal}
            </span>
            <p>{way.how}</p>
            <code>{way.file}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
