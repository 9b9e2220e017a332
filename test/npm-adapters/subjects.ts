/** Which adapters of npm are run, and on what. docs/databases.md has a row for each. */
import type { Subject } from "./subject.js"

const on = (adapter: string, engine: Subject["engine"], more: Partial<Subject> = {}): Subject => ({
  adapter,
  fixture: adapter.replace(/^.*\/|-adapter$/g, ""),
  engine,
  ...more,
})

/** Those that `npm test` runs. */
export const mainSubjects: readonly Subject[] = [
  on("@auth/pg-adapter", "PostgreSQL", { lacks: ["unique"] }),
  on("@auth/pg-adapter", "PostgreSQL", { variant: "with unique indexes" }),
  on("@auth/kysely-adapter", "PostgreSQL"),
  on("@auth/kysely-adapter", "SQLite"),
  on("@auth/kysely-adapter", "MariaDB"),
  on("@auth/drizzle-adapter", "PostgreSQL"),
  on("@auth/drizzle-adapter", "SQLite"),
  on("@auth/drizzle-adapter", "MariaDB"),
  on("@auth/prisma-adapter", "PostgreSQL"),
  on("@next-auth/prisma-adapter", "PostgreSQL"),
]

/** The others whose database runs on one machine: `npm run test:npm-adapters`. */
export const furtherSubjects: readonly Subject[] = [
  on("@auth/typeorm-adapter", "PostgreSQL"),
  on("@auth/sequelize-adapter", "PostgreSQL"),
  on("@next-auth/sequelize-adapter", "PostgreSQL"),
  on("@auth/mikro-orm-adapter", "PostgreSQL"),
  on("@auth/neon-adapter", "PostgreSQL", { lacks: ["unique"] }),
  on("@auth/unstorage-adapter", "Redis", { lacks: ["unique"] }),
  on("@auth/unstorage-adapter", "memory", { lacks: ["unique"] }),
  on("@auth/upstash-redis-adapter", "Redis", { lacks: ["unique"] }),
  on("@next-auth/upstash-redis-adapter", "Redis", { lacks: ["unique"] }),
  on("@auth/d1-adapter", "Cloudflare D1", { lacks: ["unique"] }),
  on("@auth/dynamodb-adapter", "DynamoDB", { lacks: ["unique"] }),
  on("@next-auth/dynamodb-adapter", "DynamoDB", { lacks: ["unique"] }),
  on("@auth/azure-tables-adapter", "Azure Tables", { lacks: ["no-email"] }),
  on("@auth/pouchdb-adapter", "PouchDB", { lacks: ["unique"] }),
]
