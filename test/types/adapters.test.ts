/** The compiler is the test (`npm test` runs it over this file): adapters written for either library fit ours. */
import type { Adapter as V5Adapter } from "auth-core-v5/adapters"
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from "next"
import type { Adapter as V4Adapter } from "next-auth-v4/adapters"
import { expectTypeOf, test } from "vitest"
import type { Adapter } from "../../src/adapters/index.js"
import type NextAuth from "../../src/index.js"
import type { AuthOptions, getServerSession, RequestInternal } from "../../src/index.js"

test("adapters of next-auth v4 and of Auth.js v5 are adapters here", () => {
  expectTypeOf<V4Adapter>().toExtend<Adapter>()
  expectTypeOf<V5Adapter>().toExtend<Adapter>()
  expectTypeOf<{ providers: []; adapter: V5Adapter }>().toExtend<AuthOptions>()
})

test("requests of Next.js are taken as they are", () => {
  expectTypeOf<typeof NextAuth>().toBeCallableWith({} as NextApiRequest, {} as NextApiResponse, {} as AuthOptions)
  const context = {} as GetServerSidePropsContext
  expectTypeOf<typeof getServerSession>().toBeCallableWith(context.req, context.res, {} as AuthOptions)
})

test("authorize may name its request as next-auth v4 does", () => {
  type Authorize = (
    credentials: Record<"password", string> | undefined,
    req: Pick<RequestInternal, "body" | "query" | "headers" | "method">,
  ) => null
  const provider = { id: "c", name: "C", type: "credentials" as const, credentials: {}, authorize: {} as Authorize }
  expectTypeOf<{ providers: (typeof provider)[] }>().toExtend<AuthOptions>()
})
