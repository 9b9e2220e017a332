import { describe, expect, test } from "vitest"
import { testBrowser } from "../../../test/support/request-context.js"
import { type FirstConsent, firstConsent } from "./first-consent.js"

const read = (user: unknown, method = "POST"): FirstConsent | null =>
  firstConsent(testBrowser().request({ method, body: { user } }).request)

describe("the name told at the first consent", () => {
  test("is taken, and nothing else", () => {
    expect(read('{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"victim@example.com","sub":"1"}')).toEqual({
      name: { firstName: "Ada", lastName: "Lovelace" },
    })
  })

  test.each(["{", "null", "[]", '"Ada"', "1", '{"name":null}', '{"name":"Ada"}', "", undefined, { name: {} }])(
    "is not there in %j",
    (user) => {
      expect(read(user)).toBeNull()
    },
  )

  test("is only read from a form", () => {
    expect(read('{"name":{"firstName":"Ada"}}', "GET")).toBeNull()
  })

  test("may be half there, and is never endless", () => {
    expect(read('{"name":{"firstName":7}}')).toEqual({ name: { firstName: "", lastName: "" } })
    expect(read(JSON.stringify({ name: { firstName: "x".repeat(9000) } }))?.name.firstName).toHaveLength(200)
  })
})
