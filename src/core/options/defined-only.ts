/** The entries that have a value: one that is `undefined` counts as not given. */
export const definedOnly = <T extends object>(options: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>
