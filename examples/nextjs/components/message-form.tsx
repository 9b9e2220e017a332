"use client"

import { useActionState } from "react"
import { leaveMessage } from "../app/server-action/actions"

/** Calls the protected action and shows its answer, with and without JavaScript. */
export function MessageForm() {
  const [answer, submit, pending] = useActionState(leaveMessage, null)
  return (
    <form className="card fields" action={submit}>
      <label>
        A message
        <input name="message" required maxLength={80} />
      </label>
      <button type="submit" className="button" disabled={pending}>
        Leave it
      </button>
      <p className={answer ? `verdict ${answer.accepted ? "passed" : "refused"}` : "verdict empty"} role="status">
        {answer?.sentence}
      </p>
    </form>
  )
}
