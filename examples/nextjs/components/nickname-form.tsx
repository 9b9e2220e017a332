"use client"

import { useSession } from "countersign/react"
import type { FormEvent } from "react"

/** Changes the session from the browser: `update()` sends the nickname to `callbacks.jwt`. */
export function NicknameForm() {
  const { update } = useSession()

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    await update({ nickname: form.get("nickname") })
  }

  return (
    <form className="card fields" onSubmit={submit}>
      <label>
        What should we call you?
        <input name="nickname" maxLength={30} autoComplete="nickname" required />
      </label>
      <button type="submit" className="button plain">
        Change it with update()
      </button>
    </form>
  )
}
