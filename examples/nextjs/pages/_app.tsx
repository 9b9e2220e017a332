import type { Session } from "countersign"
import { SessionProvider } from "countersign/react"
import type { AppProps } from "next/app"
import { PageFrame } from "../components/page-frame"
import "../styles.css"

export default function App({ Component, pageProps }: AppProps<{ session?: Session | null }>) {
  const { session, ...props } = pageProps
  return (
    <SessionProvider session={session}>
      <PageFrame>
        <Component session={session} {...props} />
      </PageFrame>
    </SessionProvider>
  )
}
