import { decode, encode, getToken, type JWT, type JWTDecodeParams, type JWTEncodeParams } from "next-auth/jwt"
import { withAuth } from "next-auth/middleware"
import type {} from "./augment.js"

export { default } from "next-auth/middleware"

export const config = { matcher: ["/admin/:path*"] }

export const onlyAdmins = withAuth({
  pages: { signIn: "/login" },
  callbacks: { authorized: ({ token, req }) => token?.role === "admin" || req.nextUrl.pathname === "/free" },
})

export const withCode = withAuth(
  function middleware(req) {
    const role: "admin" | "member" | undefined = req.nextauth.token?.role
    return role ? undefined : Response.redirect(new URL("/", req.url))
  },
  { callbacks: { authorized: ({ token }) => Boolean(token) } },
)

export async function tokens(req: Request) {
  const token: JWT | null = await getToken({ req })
  const raw: string = await getToken({ req, raw: true, secret: "secret" })
  const encoding: JWTEncodeParams = { token: { sub: "1", role: "admin" }, secret: "secret", maxAge: 60 }
  const decoding: JWTDecodeParams = { token: await encode(encoding), secret: "secret" }
  const again = await decode(decoding)
  // @ts-expect-error a role that does not exist
  const wrong: "owner" | undefined = again?.role
  return [token?.role, raw, again?.sub, wrong]
}
