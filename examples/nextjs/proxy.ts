import { createAuth } from "countersign"
import { withAuth } from "countersign/middleware"
import { authOptions } from "./auth"

export default withAuth({ auth: createAuth(authOptions) })

/** Every address but what Next.js itself serves while developing. */
export const config = { matcher: ["/((?!__nextjs|.well-known/appspecific).*)"] }
