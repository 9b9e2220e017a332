/** Makes of Node's request and response what the Pages Router hands to `pages/api/auth/[...nextauth]`, body and cookies parsed. */
import { getCookieParser } from "next/dist/server/api-utils/get-cookie-parser.js"

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
  return handler(req, extended(res))
}

async function bodyOf(req) {
  if (req.method !== "POST") return undefined
  let text = ""
  for await (const part of req) text += part
  return Object.fromEntries(new URLSearchParams(text))
}

function extended(res) {
  res.status = (code) => {
    res.statusCode = code
    return res
  }
  res.json = (body) => {
    res.setHeader("Content-Type", "application/json; charset=utf-8")
    res.end(JSON.stringify(body))
  }
  res.send = (body) => (typeof body === "object" ? res.json(body) : res.end(body))
  res.redirect = (status, location) => res.writeHead(status, { Location: location }).end()
  return res
}
