/** HTTP and SMTP at one port: a browser speaks first, and a mail client waits to be greeted, or asks to be passed on. */
import type { Server as HttpServer } from "node:http"
import { createServer, type Server, type Socket } from "node:net"

/** Milliseconds of silence by which a mail client is known. A busy browser, or a busy app, may need one to say its first word. */
const patience = 2000

/**
 * The server of both. Nothing that a web page makes a browser send reaches the mail server: it is sent unasked, and never as CONNECT,
 * which is how nodemailer asks for its `proxy` and need not wait.
 */
export function onOnePort(http: HttpServer, smtp: Server): Server {
  const passOn = (socket: Socket): void => {
    socket.allowHalfOpen = false // as mail servers have it, and web servers do not
    smtp.emit("connection", socket)
  }
  http.on("connect", (_request, socket: Socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n")
    passOn(socket)
  })
  return createServer({ allowHalfOpen: true }, (socket) => {
    let hasSpoken = false
    const hear = (): void => {
      hasSpoken = true
      clearTimeout(silence)
      http.emit("connection", socket)
    }
    const greet = (): void => {
      if (hasSpoken) return
      socket.off("readable", hear)
      passOn(socket)
    }
    // The word that came while this process was busy is heard before `greet`.
    const silence = setTimeout(() => setImmediate(greet), patience)
    socket.once("readable", hear)
    socket.once("close", () => clearTimeout(silence))
    socket.on("error", () => {}) // a client that went away
  })
}

/** Stops listening, and ends who is still connected. */
export function closable(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>()
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.once("close", () => sockets.delete(socket))
  })
  return () =>
    new Promise((closed) => {
      server.close(() => closed())
      for (const socket of sockets) socket.destroy()
    })
}
