/** A route of the same form that does nothing: what Next.js itself takes. */
export const GET = () => Response.json({ name: "Ada Lovelace" })
