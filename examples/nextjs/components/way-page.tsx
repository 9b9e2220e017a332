import type { ReactNode } from "react"
import { pageWays } from "../ways"

/** The page of one way of protecting: what it is, where its code is, and what happened. */
export function WayPage({ href, children }: { href: string; children: ReactNode }) {
  const way = pageWays.find((candidate) => candidate.href === href)
  return (
    <article className="way">
      <p className="crumb">
        <a href="/">All ways</a>
      </p>
      <h1>{way?.title}</h1>
      <p className="lead">{way?.how}</p>
      <p className="file">
        <code>{way?.file}</code>
      </p>
      {children}
    </article>
  )
}
