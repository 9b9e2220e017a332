import type { Server } from "./discovery.js"

/**
 * Validates with the issuer's keys as they are known; keys that were fetched for an earlier request may have been replaced since,
 * so what fails with those is tried once more with fresh ones. The library keeps keys for each metadata object too: hand it a copy.
 */
export async function withFreshKeys<T>({ keys }: Server, validate: () => Promise<T>): Promise<T> {
  const fetchedBefore = keys.uat
  try {
    return await validate()
  } catch (error) {
    if (fetchedBefore === undefined || keys.uat !== fetchedBefore) throw error
    keys.uat = 0 // stale for the library, which then fetches
    return validate()
  }
}
