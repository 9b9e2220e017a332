/** A module that is loaded when it is first needed. From then on it is at hand: asking the loader again costs it a search. */
export function whenNeeded<M>(load: () => Promise<M>): () => Promise<M> {
  let loaded: M | undefined
  return async () => {
    loaded ??= await load()
    return loaded
  }
}
