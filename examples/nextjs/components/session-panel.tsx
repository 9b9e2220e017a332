"use client"

import { useSession } from "countersign/react"
import { JsonPanel } from "./json-panel"

/** What `useSession()` answers at this moment. */
export function SessionPanel() {
  const { data, status } = useSession()
  return <JsonPanel title="What useSession() says" value={{ status, data }} />
}
