/** A route of the same form that does nothing: what Next.js itself takes. */
export default (_req, res) => res.status(200).json({ name: "Ada Lovelace" })
