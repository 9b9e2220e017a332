/** `@auth/core`, which is what Auth.js 5 signs in with in every framework. */
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"

const fromPeers = createRequire(new URL("../../peers/package.json", import.meta.url))
const load = (name) => import(pathToFileURL(fromPeers.resolve(name)).href)

export async function createSite({ secret, adapter, credentials, local, sendVerificationRequest }, origin) {
  const [{ Auth }, { default: Credentials }] = await Promise.all(
    ["@auth/core", "@auth/core/providers/credentials"].map(load),
  )
  const config = {
    secret,
    adapter,
    trustHost: true,
    basePath: "/api/auth",
    session: { strategy: "jwt" },
    providers: [
      Credentials(credentials),
      { ...local, type: "oidc" },
      {
        id: "email",
        type: "email",
        name: "Email",
        from: "no-reply@example.com",
        maxAge: 86_400,
        sendVerificationRequest,
      },
    ],
  }
  return async (req, res) => {
    const body = req.method === "POST" ? await textOf(req) : undefined
    const response = await Auth(new Request(origin + req.url, { method: req.method, headers: req.headers, body }), {
      ...config,
    })
    res.statusCode = response.status
    for (const [name, value] of response.headers) if (name !== "set-cookie") res.setHeader(name, value)
    res.setHeader("set-cookie", response.headers.getSetCookie())
    res.end(await response.text())
  }
}

async function textOf(req) {
  let text = ""
  for await (const part of req) text += part
  return text
}
