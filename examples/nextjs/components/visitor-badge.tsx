"use client"

import { signIn, signOut, useSession } from "countersign/react"

/** Who is there, in the header, with the way in or out. */
export function VisitorBadge() {
  const { data: session, status } = useSession()
  return (
    <div className="visitor">
      {status === "loading" && <span className="quiet scripted">Asking who you are…</span>}
      {status === "unauthenticated" && (
        <>
          <span className="quiet">Not signed in</span>
          <button type="button" className="button" onClick={() => signIn()}>
            Sign in
          </button>
        </>
      )}
      {session && (
        <>
          <span>
            <span className="visually-hidden">Signed in as </span>
            {session.user.name} <span className="tag">{session.user.role}</span>
          </span>
          <button type="button" className="button plain" onClick={() => signOut()}>
            Sign out
          </button>
        </>
      )}
      <noscript>
        <a href="/api/auth/signin">Sign in</a> or <a href="/api/auth/signout">sign out</a>
      </noscript>
    </div>
  )
}
