/**
 * As much of a browser as signing in needs: the cookies of one visitor. `exchange` takes method, path, headers and body, and gives status,
 * location, cookies and text.
 */
export function openBrowser(exchange) {
  const cookies = new Map()

  function keep(lines = []) {
    for (const line of lines) {
      const [pair] = line.split(";", 1)
      const at = pair.indexOf("=")
      if (/;\s*max-age=0\b/i.test(line) || pair.length === at + 1) cookies.delete(pair.slice(0, at))
      else cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }

  async function ask(method, path, form) {
    const body = form && new URLSearchParams(form).toString()
    const headers = {
      cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
      accept: "text/html,application/json",
    }
    if (body) headers["content-type"] = "application/x-www-form-urlencoded"
    const answer = await exchange({ method, path, headers, body })
    keep(answer.cookies)
    return answer
  }

  return {
    get: (path) => ask("GET", path),
    post: (path, form) => ask("POST", path, form),
    /** Whether a cookie is kept whose name ends so. */
    has: (ending) => [...cookies.keys()].some((name) => name.endsWith(ending)),
  }
}
