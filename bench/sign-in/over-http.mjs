/** How a browser's requests get to a site: over connections that stay open. */
import { Agent, request } from "node:http"

const agent = new Agent({ keepAlive: true, maxSockets: 4 })

/** `exchange` of a browser. */
export const overHttp =
  (origin) =>
  ({ method, path, headers, body }) =>
    new Promise((done, fail) => {
      const sent = request(new URL(path, origin), { method, headers, agent }, (response) => {
        let text = ""
        response.setEncoding("utf8")
        response.on("error", fail)
        response.on("data", (part) => {
          text += part
        })
        response.on("end", () => {
          const { location, "set-cookie": cookies } = response.headers
          done({ status: response.statusCode, location, cookies, text })
        })
      })
      sent.on("error", fail)
      sent.end(body)
    })
