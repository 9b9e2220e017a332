import { withAuth } from "countersign/middleware"

export default withAuth({
  callbacks: {
    authorized: ({ token, req }) =>
      req.nextUrl.pathname.startsWith("/admin") ? token?.role === "admin" : token !== null,
  },
})

export const config = { matcher: ["/members/:path*", "/admin/:path*"] }
