import { createAuth } from "countersign"
import { withAuth } from "countersign/middleware"
import { authOptions } from "./auth"

export default withAuth({
  auth: createAuth(authOptions),
  callbacks: {
    authorized: ({ session, req }) =>
      req.nextUrl.pathname.startsWith("/admin") ? session?.user.role === "admin" : Boolean(session),
  },
})

export const config = { matcher: ["/members/:path*", "/admin/:path*"] }
