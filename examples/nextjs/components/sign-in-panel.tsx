"use client"

import type { Session } from "countersign"
import { signIn, signOut, useSession } from "countersign/react"
import { useId } from "react"
import { MailForm } from "./mail-form"
import { PasswordForm } from "./password-form"

interface WaysIn {
  gitHub: boolean
  mail: boolean
  openId: boolean
  mailbox: string | null
}

interface Props {
  serverSession: Session | null
  waysIn: WaysIn
}

/** All the ways in and out, beside each other. */
export function SignInPanel({ serverSession, waysIn }: Props) {
  const titleId = useId()
  const { data, status } = useSession()
  const session = status === "loading" ? serverSession : data
  return (
    <section className="card" aria-labelledby={titleId}>
      <h2 id={titleId}>{session ? `Hello, ${session.user.name}` : "Sign in"}</h2>
      {session ? <SignedIn /> : <SignedOut {...waysIn} />}
    </section>
  )
}

function SignedIn() {
  return (
    <>
      <button type="button" className="button" onClick={() => signOut({ callbackUrl: "/" })}>
        Sign out of this app
      </button>
      <p className="quiet">
        Or by the <a href="/api/auth/signout">sign-out page</a>, which needs no JavaScript.
      </p>
    </>
  )
}

function SignedOut({ gitHub, mail, openId, mailbox }: WaysIn) {
  return (
    <>
      {gitHub && (
        <button type="button" className="button" onClick={() => signIn("github")}>
          Continue with GitHub
        </button>
      )}
      {mail && <MailForm mailbox={mailbox} />}
      {openId && (
        <>
          <button type="button" className="button" onClick={() => signIn("local")}>
            Continue with the local provider
          </button>
          <p className="quiet">It knows Alice (member), Bob (admin) and Carol, who has no e-mail address.</p>
        </>
      )}
      <PasswordForm />
      <p className="quiet">
        Or by the <a href="/api/auth/signin?callbackUrl=%2F">sign-in page</a>, which needs no JavaScript.
      </p>
    </>
  )
}
