import { getServerSession } from "countersign/next"
import type { NextApiRequest, NextApiResponse } from "next"
import { authOptions } from "../../auth"

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const session = await getServerSession(req, res, authOptions)
  if (!session) return res.status(401).json({ error: "Sign in to read this." })
  res.json({ secret: "The blue door is never locked.", for: session.user.name })
}
