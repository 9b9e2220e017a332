/** Adds to Node's response what the Pages Router adds to it. */
export function asPagesResponse(res) {
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
