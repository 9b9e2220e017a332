/** The adapters that people give to next-auth 4, found among the packages of this folder. */
export { KyselyAdapter } from "@auth/kysely-adapter"
export { UnstorageAdapter } from "@auth/unstorage-adapter"
export * as kysely from "kysely"
export { createStorage } from "unstorage"
export { default as memoryDriver } from "unstorage/drivers/memory"
