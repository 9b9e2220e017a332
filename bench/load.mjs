/** A small load: connections that send the next request when the last one is answered. To this machine only. */
import { connect } from "node:net"

const connections = 16

/** Asks for `path` for `ms` milliseconds. `body`: that of the last answer. */
export async function load(port, path, headers, ms) {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const request = `GET ${path} HTTP/1.1\r\n${fields.join("")}\r\n`
  const begun = performance.now()
  const end = begun + ms
  const counts = await Promise.all(Array.from({ length: connections }, () => converse(port, request, end)))
  return {
    requests: counts.reduce((sum, { requests }) => sum + requests, 0),
    seconds: (performance.now() - begun) / 1000,
    body: counts[0].body,
  }
}

function converse(port, request, end) {
  return new Promise((done, fail) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request))
    socket.setNoDelay().setTimeout(10_000, () => socket.destroy(new Error("No answer within 10 seconds.")))
    let requests = 0
    let received = ""
    socket.on("error", fail)
    socket.on("data", (bytes) => {
      received += bytes.latin1Slice(0, bytes.length)
      const body = completeBody(received)
      if (body === null) return
      if (!received.startsWith("HTTP/1.1 200 ")) return socket.destroy(new Error(received.slice(0, 40)))
      received = ""
      requests++
      if (performance.now() < end) return socket.write(request)
      socket.destroy()
      done({ requests, body })
    })
  })
}

/** The body of an answer that has arrived in full; `null` before. */
function completeBody(received) {
  const headEnd = received.indexOf("\r\n\r\n")
  if (headEnd === -1) return null
  const length = /\r\nContent-Length: (\d+)/i.exec(received)
  if (!length) throw new Error("The answer does not say how long it is.")
  const start = headEnd + 4
  return received.length >= start + Number(length[1]) ? received.slice(start) : null
}
