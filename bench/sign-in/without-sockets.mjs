/**
 * How a browser's requests get to a handler in the same process: as Node's own objects, with nothing between them. A connection would take
 * two to four times what most libraries take, and drown it. Each answer waits for a turn of the event loop, as on a server.
 */
import { IncomingMessage, ServerResponse } from "node:http"

/** `exchange` of a browser. */
export const handedTo =
  (handler, origin) =>
  async ({ method, path, headers, body }) => {
    const { host, pathname, search } = new URL(path, origin)
    const req = Object.assign(new IncomingMessage(), { method, url: pathname + search, headers: { ...headers, host } })
    if (body) req.push(body)
    req.push(null)
    req.complete = true
    const answer = await new Promise((done, fail) => {
      handler(req, responseTo(req, done)).catch(fail)
    })
    await new Promise(setImmediate)
    return answer
  }

function responseTo(req, done) {
  const res = new ServerResponse(req)
  const { end } = res
  res.end = (text = "") => {
    end.call(res, text)
    const { location, "set-cookie": cookies = [] } = res.getHeaders()
    done({ status: res.statusCode, location, cookies: [cookies].flat(), text: String(text) })
    return res
  }
  return res
}
