/** The value below which the given part of the values lies; between two of them the nearer one. */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.round((sorted.length - 1) * part)]
}

/** What it takes, and how many there are, when nobody disturbs. */
export const lowestDecile = (values) => quantile(values, 0.1)

export const highestDecile = (values) => quantile(values, 0.9)

/** The median, and the quartiles around it. */
export const spread = (values) => ({
  median: quantile(values, 0.5),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
})
