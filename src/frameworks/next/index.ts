/** `countersign/next`: the doors of Next.js that run on the server. */
export { type AuthHandler, default, type RouteContext } from "./next-auth.js"
export { type GetServerSessionOptions, getServerSession, unstable_getServerSession } from "./server-session.js"
