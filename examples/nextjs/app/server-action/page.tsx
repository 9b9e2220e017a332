import type { Metadata } from "next"
import { MessageForm } from "../../components/message-form"
import { WayPage } from "../../components/way-page"

export const metadata: Metadata = { title: "Server action" }

export default function ServerActionPage() {
  return (
    <WayPage href="/server-action">
      <MessageForm />
    </WayPage>
  )
}
