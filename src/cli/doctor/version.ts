/** Versions, in the order of Semantic Versioning. */

/** Negative when the first is the older. Of pre-releases, those of one word and a number are told apart: `5.0.0-beta.30`. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)]
  const at = a.findIndex((number, i) => number !== b[i])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

/** A release comes after all its pre-releases. */
function numbersOf(version: string): readonly number[] {
  const [, major, minor, patch, , pre] = /^(\d+)\.(\d+)\.(\d+)(-[a-z]+\.?(\d+)?)?/i.exec(version) ?? []
  const isRelease = !version.split("+")[0]?.includes("-")
  return [Number(major), Number(minor), Number(patch), isRelease ? Number.MAX_SAFE_INTEGER : Number(pre ?? 0)]
}
