import type { Metadata } from "next"
import type { ReactNode } from "react"
import { PageFrame } from "../components/page-frame"
import { SessionScope } from "../components/session-scope"
import "../styles.css"

export const metadata: Metadata = {
  title: { default: "Countersign and Next.js", template: "%s · Countersign and Next.js" },
  description: "Every way of protecting a page or an API route, with what happens when you try.",
  icons: "/logo.svg",
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <SessionScope>
          <PageFrame>{children}</PageFrame>
        </SessionScope>
      </body>
    </html>
  )
}
