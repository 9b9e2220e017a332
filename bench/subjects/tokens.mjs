/** More tokens than Countersign remembers, so that each is opened as if it came for the first time. */
const many = 4000

/** `seal(claims)`: a token of the subject's. */
export async function tokensOf(seal, claims, count = many) {
  const tokens = []
  while (tokens.length < count) tokens.push(await seal(claims))
  return tokens
}
