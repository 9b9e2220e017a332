/** A small load: connections that send the next request when the last one is answered. To this machine only. */
import { connect } from "node:net"

const connections = 16

/** Asks for `path` for `ms` milliseconds, with one set of headers after the other. `body`: that of the last answer. */
export async function load(port, path, headers, ms) {
  const requests = headers.map((one) => {
    const fields = Object.entries(one).map(([name, value]) => `${name}: ${value}\r\n`)
    return `GET ${path} HTTP/1.1\r\n${fields.join("")}\r\n`
  })
  let asked = 0
  const nextRequest = () => requests[asked++ % requests.length]
  const begun = performance.now()
  const end = begun + ms
  const counts = await Promise.all(Array.from({ length: connections }, () => converse(port, nextRequest, end)))
  return {
    requests: counts.reduce((sum, { requests }) => sum + requests, 0),
    seconds: (performance.now() - begun) / 1000,
    body: counts[0].body,
  }
}

function converse(port, nextRequest, end) {
  return new Promise((done, fail) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(nextRequest()))
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
      if (performance.now() < end) return socket.write(nextRequest())
      socket.destroy()
      done({ requests, body })
    })
  })
}

/** The body of an answer that has arrived in full; `null` before. */
function completeBody(received) {
  const headEnd = received.indexOf("\r\n\r\n")
  if (headEnd === -1) return null
  const start = headEnd + 4
  const length = /\r\nContent-Length: (\d+)/i.exec(received)
  if (length) return received.length >= start + Number(length[1]) ? received.slice(start) : null
  if (!/\r\nTransfer-Encoding: chunked/i.test(received)) throw new Error("The answer does not say how long it is.")
  return received.endsWith("\r\n0\r\n\r\n") ? joinChunks(received.slice(start)) : null
}

function joinChunks(chunks) {
  let body = ""
  for (let at = 0; ; ) {
    const end = chunks.indexOf("\r\n", at)
    const length = Number.parseInt(chunks.slice(at, end), 16)
    if (!length) return body
    body += chunks.slice(end + 2, end + 2 + length)
    at = end + length + 4
  }
}
