"use client"

import { SessionProvider } from "countersign/react"
import type { ReactNode } from "react"

/** Makes the session known to client components of the App Router, whose layouts run on the server. */
export function SessionScope({ children }: { children: ReactNode }) {
  return <SessionProvider>{children}</SessionProvider>
}
