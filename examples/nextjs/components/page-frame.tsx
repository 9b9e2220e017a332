import type { ReactNode } from "react"
import { VisitorBadge } from "./visitor-badge"

/** What every page of both routers has around it. Links are plain: each visit asks the server, as typing an address does. */
export function PageFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="site">
        <a className="mark" href="/">
          <Mark />
          Countersign
        </a>
        <VisitorBadge />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="site">
        <p>A demonstration that runs on your machine. Nothing here leaves it.</p>
      </footer>
    </>
  )
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="currentColor" />
      <path d="M7 16.5l4.5 4.5L18 12" className="stroke" />
      <path d="M15 20l2 2 8-11" className="stroke" />
    </svg>
  )
}
