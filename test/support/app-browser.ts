/** A browser in front of `createAuth(options).handle`: keeps cookies, follows nothing. */
import type { Auth } from "../../src/auth.js"

export interface Page {
  readonly status: number
  /** Where the answer leads; `null` for nowhere. */
  readonly location: string | null
  /** `Set-Cookie` lines, as sent. */
  readonly setCookies: readonly string[]
  readonly text: string
}

export interface AppBrowser {
  /** Cookies that the browser keeps, by name. */
  readonly cookies: Map<string, string>
  get(address: string): Promise<Page>
  post(address: string, form: Record<string, string>): Promise<Page>
  /** Presses the button of a provider on the sign-in page. */
  startSignIn(provider: string, form?: Record<string, string>): Promise<Page>
  session(): Promise<{ user?: Record<string, unknown> }>
}

export const appOrigin = "http://localhost:3000"

export function openBrowser(auth: Auth): AppBrowser {
  const cookies = new Map<string, string>()

  const send = async (address: string, init: RequestInit = {}): Promise<Page> => {
    const headers = new Headers(init.headers)
    headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "))
    const response = await auth.handle(new Request(new URL(address, appOrigin), { ...init, headers }))
    const setCookies = response.headers.getSetCookie()
    for (const line of setCookies) keep(cookies, line)
    return {
      status: response.status,
      location: response.headers.get("location"),
      setCookies,
      text: await response.text(),
    }
  }

  const post = (address: string, form: Record<string, string>): Promise<Page> =>
    send(address, { method: "POST", body: new URLSearchParams(form) })

  return {
    cookies,
    get: (address) => send(address),
    post,
    async startSignIn(provider, form = {}) {
      const { csrfToken } = JSON.parse((await send("/api/auth/csrf")).text)
      return post(`/api/auth/signin/${provider}`, { ...form, csrfToken })
    },
    session: async () => JSON.parse((await send("/api/auth/session")).text),
  }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  if (value === "" || /max-age=0/i.test(line)) cookies.delete(name)
  else cookies.set(name, value)
}
