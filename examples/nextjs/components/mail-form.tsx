"use client"

import { signIn } from "countersign/react"
import { type FormEvent, useState } from "react"

interface Props {
  /** Where mails are in development, so that nobody has to look for it. */
  mailbox: string | null
}

/** Sends a mail with a link and a code. Until scripts run, the form leads to the sign-in page, which asks for the address too. */
export function MailForm({ mailbox }: Props) {
  const [problem, setProblem] = useState("")

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { submitter } = event.nativeEvent as SubmitEvent
    const email = String(new FormData(event.currentTarget).get("email"))
    const answer = await signIn("email", { redirect: false, email, callbackUrl: "/" })
    if (!answer?.url) return setProblem("The mail could not be sent.")
    const latest = mailbox && `${mailbox}/latest?to=${encodeURIComponent(email)}`
    const readsCode = submitter?.getAttribute("value") === "code"
    if (latest && readsCode) window.open(latest, "mailbox", "noreferrer")
    location.href = latest && !readsCode ? latest : answer.url
  }

  return (
    <form className="fields" action="/api/auth/signin" onSubmit={submit}>
      <label>
        E-mail address
        <input
          name="email"
          type="email"
          autoComplete="email"
          defaultValue={mailbox ? "ada@example.com" : ""}
          required
        />
      </label>
      <p className="problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="button plain" name="read" value="link">
        Send me a link
      </button>{" "}
      <button type="submit" className="button plain" name="read" value="code">
        Send me a code
      </button>
    </form>
  )
}
