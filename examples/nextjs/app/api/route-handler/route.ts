import { getServerSession } from "countersign/next"
import { authOptions } from "../../../auth"

export async function GET() {
  const session = await getServerSession(authOptions)
  if (!session) return Response.json({ error: "Sign in to read this." }, { status: 401 })
  return Response.json({ secret: "The lamp is lit on Thursdays.", for: session.user.name })
}
