"use client"

import { useSession } from "countersign/react"
import type { FormEvent } from "react"

/** Changes the session from the browser: `update()` sends the name to `callbacks.session`, which keeps it. */
export function NameForm() {
  const { update } = useSession()

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    await update({ name: form.get("name") })
  }

  return (
    <form className="card fields" onSubmit={submit}>
      <label>
        What should we call you?
        <input name="name" maxLength={30} autoComplete="nickname" required />
      </label>
      <button type="submit" className="button plain">
        Change it with update()
      </button>
    </form>
  )
}
