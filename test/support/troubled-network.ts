/** A stretch of network before a server, which a test delays, garbles, silences or cuts, and heals. */

import type { AddressInfo } from "node:net"
import { createServer, connect as open, type Socket } from "node:net"

/**
 * `silent`: nothing gets through in either direction, and nobody is told; what was sent arrives when the network is healed, as TCP
 * sends it again. `cut`: connections end, and new ones are refused. `garbled`: answers arrive with their bits turned over, and healing
 * ends the connections that carried them. `slow`: each answer takes a second and a half. `half`: the connection breaks amid an answer.
 * `drip`: answers arrive byte by byte, two in a second. `lost`: the machine before it has vanished; the server is not told, and
 * keeps its ends of the connections, healing or not.
 */
export const troubles = ["silent", "cut", "garbled", "slow", "half", "drip", "lost"] as const
export type Trouble = (typeof troubles)[number]

export interface TroubledNetwork {
  /** The server's address, with the port of this stretch. */
  readonly url: string
  trouble(kind: Trouble): void
  heal(): void
  close(): Promise<void>
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

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
    if (current === "half") {
      breakOff(near, chunk)
      return
    }
    const bytes = current === "garbled" ? chunk.map((byte) => byte ^ 0xff) : chunk
    const before = queues.get(near)
    if (!before && current !== "slow" && current !== "drip") return void near.write(bytes)
    const arrives = current === "drip" ? () => drip(near, bytes) : current === "slow" ? () => late(near, bytes) : null
    const sent = (before ?? Promise.resolve()).then(arrives ?? (() => write(near, bytes)))
    queues.set(near, sent)
    sent.then(() => queues.get(near) === sent && queues.delete(near))
  }

  const write = (near: Socket, bytes: Uint8Array): void => void (near.destroyed || near.write(bytes))

  function breakOff(near: Socket, chunk: Buffer): void {
    near.write(chunk.subarray(0, chunk.length / 2), () => near.destroy())
  }

  async function late(near: Socket, bytes: Uint8Array): Promise<void> {
    await pause(1500)
    write(near, bytes)
  }

  /** Healed, the rest comes at once. */
  async function drip(near: Socket, bytes: Uint8Array): Promise<void> {
    let at = 0
    for (; at < bytes.length && current === "drip" && !near.destroyed; at++) {
      write(near, bytes.subarray(at, at + 1))
      await pause(500)
    }
    write(near, bytes.subarray(at))
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
