"use server"

import { getServerSession } from "countersign/next"
import { authOptions } from "../../auth"

export interface Answer {
  accepted: boolean
  sentence: string
}

/** Takes a message, but only from somebody who is signed in. */
export async function leaveMessage(_previous: Answer | null, form: FormData): Promise<Answer> {
  const session = await getServerSession(authOptions)
  if (!session) return { accepted: false, sentence: "Refused: nobody is signed in." }
  return { accepted: true, sentence: `Taken, ${session.user.name}: “${form.get("message")}”` }
}
