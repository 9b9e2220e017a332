/** HTTP and SMTP at one port: a browser speaks first, and a mail client waits to be greeted. */
import type { Server as HttpServer } from "node:http"
import { createServer, type Server, type Socket } from "node:net"

/** Milliseconds of silence by which a mail client is known. */
const patience = 250

/** Nothing that a web page makes a browser send reaches the mail server, as it is sent unasked. */
export function onOnePort(http: HttpServer, smtp: Server): Server {
  return createServer({ allowHalfOpen: true }, (socket) => {
    const hasSpoken = (): void => {
      clearTimeout(silence)
      http.emit("connection", socket)
    }
    const silence = setTimeout(() => {
      socket.off("readable", hasSpoken)
      socket.allowHalfOpen = false // as mail servers have it, and web servers do not
      smtp.emit("connection", socket)
    }, patience)
    socket.once("readable", hasSpoken)
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
