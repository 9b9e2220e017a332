/** As much of a browser as signing in needs: connections that stay open, and the cookies of one visitor. */
import { Agent, request } from "node:http"

const agent = new Agent({ keepAlive: true, maxSockets: 4 })

export function openBrowser(origin) {
  const cookies = new Map()

  function keep(lines = []) {
    for (const line of lines) {
      const [pair] = line.split(";", 1)
      const at = pair.indexOf("=")
      if (/;\s*max-age=0\b/i.test(line) || pair.length === at + 1) cookies.delete(pair.slice(0, at))
      else cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }

  async function ask(method, url, form) {
    const body = form && new URLSearchParams(form).toString()
    const headers = {
      cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
      accept: "text/html,application/json",
    }
    if (body) headers["content-type"] = "application/x-www-form-urlencoded"
    const answer = await exchange(new URL(url, origin), { method, headers, agent }, body)
    keep(answer.cookies)
    return answer
  }

  return {
    get: (url) => ask("GET", url),
    post: (url, form) => ask("POST", url, form),
    /** Whether a cookie is kept whose name ends so. */
    has: (ending) => [...cookies.keys()].some((name) => name.endsWith(ending)),
  }
}

function exchange(url, options, body) {
  return new Promise((done, fail) => {
    const sent = request(url, options, (response) => {
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
}
