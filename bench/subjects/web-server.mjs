/** Lets a handler of `Request` and `Response` answer Node's requests: for peers that bring no door of their own for Node. */
export const answerBy = (handler) => async (req, res) => {
  const response = await handler(
    new Request(`http://localhost:3000${req.url}`, { method: req.method, headers: req.headers }),
  )
  res.statusCode = response.status
  for (const [name, value] of response.headers) if (name !== "set-cookie") res.setHeader(name, value)
  res.setHeader("set-cookie", response.headers.getSetCookie())
  const body = await response.text()
  res.setHeader("content-length", Buffer.byteLength(body))
  res.end(body)
}
