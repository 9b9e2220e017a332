/**
 * More tokens than a subject could remember, so that each is opened as if it came for the first time: Countersign keeps those of the
 * last minute, about a thousand characters of tokens for each kilobyte it allows itself.
 */
const characters = 2_000_000

/** `seal(claims)`: a token of the subject's. `count`: where it is not to be told by their length. */
export async function tokensOf(seal, claims, count) {
  const tokens = [await seal(claims)]
  const enough = count ?? Math.ceil(characters / tokens[0].length)
  while (tokens.length < enough) tokens.push(await seal(claims))
  return tokens
}
