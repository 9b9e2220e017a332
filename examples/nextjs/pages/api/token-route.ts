import { getToken } from "countersign/jwt"
import type { NextApiRequest, NextApiResponse } from "next"

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const token = await getToken({ req })
  if (!token) return res.status(401).json({ error: "Sign in to read this." })
  res.json({ secret: "The key is under the third stone.", subject: token.sub, role: token.role })
}
