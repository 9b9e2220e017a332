/**
 * An id as one part of a path.
 *
 * @throws {TypeError} when it is none, or `.` or `..`: those lead elsewhere, however they are encoded
 */
export function pathSegment(id: unknown): string {
  const text = typeof id === "number" ? String(id) : id
  if (typeof text !== "string" || /^\.{0,2}$/.test(text))
    throw new TypeError("What should be an id is no part of a path")
  return encodeURIComponent(text)
}
