/** `countersign/passwords`: passwords hashed so that a copy of the database gives none away, and nothing else waits for it. On Node.js and Bun. */
export { hashPassword, needsRehash, verifyPassword } from "./features/passwords/password.js"
