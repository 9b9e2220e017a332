"use client"

import { signIn } from "countersign/react"
import { type FormEvent, useState } from "react"

/**
 * Signs in without leaving the page. Until scripts run, the form posts to the sign-in page,
 * which asks again: a form without `method` would put the password into the address.
 */
export function PasswordForm() {
  const [problem, setProblem] = useState("")

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const answer = await signIn("credentials", {
      redirect: false,
      username: String(form.get("username")),
      password: String(form.get("password")),
    })
    setProblem(answer?.ok ? "" : "That name and password do not belong together.")
  }

  return (
    <form className="fields" method="post" action="/api/auth/callback/credentials" onSubmit={submit}>
      <label>
        Username
        <input name="username" autoComplete="username" required />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <p className="problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="button plain">
        Sign in with a password
      </button>
      <p className="quiet">
        Both are <code>demo</code>.
      </p>
    </form>
  )
}
