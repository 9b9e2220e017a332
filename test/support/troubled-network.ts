/** A stretch of network before a server, which a test delays, garbles, silences or cuts, and heals. */

import type { AddressInfo } from "node:net"
import { createServer, connect as open, type Socket } from "node:net"

/**
 * `silent`: nothing gets through in either direction, and nobody is told; what was sent arrives when the network is healed, as TCP
 * sends it again. `cut`: connections end, and new ones are refused. `garbled`: answers arrive with their bits turned over, and healing
 * ends the connections that carried them. `slow`: each answer takes a second and a half. `lost`: the machine before it has vanished;
 * the server is not told, and keeps its ends of the connections, healing or not.
 */
export type Trouble = "silent" | "cut" | "garbled" | "slow" | "lost"

export interface TroubledNetwork {
  /** The server's address, with the port of this stretch. */
  readonly url: string
  trouble(kind: Trouble): void
  heal(): void
  close(): Promise<void>
}

export async function troubleBefore(serverUrl: string): Promise<TroubledNetwork> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  const spoiled = new Set<Socket>()
  const lost = new Set<Socket>()
  let current: Trouble | null = null

  const server = createServer((near) => {
    if (current === "cut") {
      near.resetAndDestroy()
      return
    }
    const far = open(Number(target.port), target.hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => sockets.delete(socket))
    }
    near.on("close", () => lost.has(far) || far.destroy())
    far.on("close", () => near.destroy())
    near.on("data", (chunk) => far.write(chunk))
    far.on("data", (chunk) => deliver(near, chunk))
    if (current === "silent" || current === "lost") for (const socket of [near, far]) socket.pause()
  })

  /** In order: what comes after something slow waits for it. */
  const queues = new Map<Socket, Promise<void>>()
  function deliver(near: Socket, chunk: Buffer): void {
    if (current === "garbled") spoiled.add(near)
    const bytes = current === "garbled" ? chunk.map((byte) => byte ^ 0xff) : chunk
    const pause = current === "slow" ? 1500 : 0
    const before = queues.get(near)
    if (!before && pause === 0) return void near.write(bytes)
    const sent = (before ?? Promise.resolve())
      .then(() => new Promise((resolve) => setTimeout(resolve, pause)))
      .then(() => void (near.destroyed || near.write(bytes)))
    queues.set(near, sent)
    sent.then(() => queues.get(near) === sent && queues.delete(near))
  }

  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const near = new URL(serverUrl)
  near.port = String((server.address() as AddressInfo).port)
  near.hostname = "127.0.0.1"
  const cutAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: near.href,
    trouble(kind) {
      current = kind
      if (kind === "cut") cutAll()
      if (kind === "silent" || kind === "lost") for (const socket of sockets) socket.pause()
      if (kind === "lost") for (const socket of sockets) lost.add(socket)
    },
    heal() {
      current = null
      for (const socket of sockets) if (!lost.has(socket)) socket.resume()
      for (const socket of spoiled) socket.destroy()
      spoiled.clear()
    },
    close: () =>
      new Promise((closed) => {
        cutAll()
        server.close(() => closed())
      }),
  }
}
