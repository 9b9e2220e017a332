/** Makes of Node's request and response what the Pages Router hands to `pages/api/auth/[...nextauth]`, body and cookies parsed. */
import { getCookieParser } from "next/dist/server/api-utils/get-cookie-parser.js"
import { asPagesResponse } from "../../pages-response.mjs"

export const servedAsPages = (handler) => async (req, res) => {
  const url = new URL(req.url, "http://localhost")
  const { headers } = req
  let cookies
  Object.defineProperty(req, "cookies", {
    get: () => {
      cookies ??= getCookieParser(headers)()
      return cookies
    },
  })
  req.query = { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.slice("/api/auth/".length).split("/") }
  req.body = await bodyOf(req)
  return handler(req, asPagesResponse(res))
}

async function bodyOf(req) {
  if (req.method !== "POST") return undefined
  let text = ""
  for await (const part of req) text += part
  return Object.fromEntries(new URLSearchParams(text))
}
