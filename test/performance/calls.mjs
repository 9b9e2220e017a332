/** The calls that budgets are for, as the bench makes them: by Countersign as it is built, and by the bench's floor. */
import { callCases } from "../../bench/call-cases.mjs"
import { PagesRequest, PagesResponse, secret, sessionCookie, smallClaims } from "../../bench/material.mjs"
import { createSubject as createCountersign } from "../../bench/subjects/countersign.mjs"
import { createSubject as createFloor } from "../../bench/subjects/floor.mjs"

const subjects = { floor: createFloor(secret), countersign: createCountersign(secret) }

/** Good tokens; unless told how many, more than are remembered, so that each is opened as if it came for the first time. */
export const newTokens = (count) => subjects.floor.tokens(smallClaims, count)

/** `GET /api/auth/session` behind the Pages Router, without a socket. */
const getSession = {
  name: "GET session",
  async operation(subject) {
    const tokens = await subject.tokens()
    let next = 0
    return () => {
      const token = tokens[next++ % tokens.length]
      const request = new PagesRequest({ host: "localhost:3000", cookie: `${sessionCookie}=${token}` })
      request.url = "/api/auth/session"
      request.query = { nextauth: ["session"] }
      const response = new EndedResponse()
      return Promise.resolve(subject.answerSession(request, response)).then(() => JSON.parse(response.body))
    }
  },
  check: ({ user }) => {
    if (user.email !== "ada@example.com") throw new Error("Somebody else's session.")
  },
}

class EndedResponse extends PagesResponse {
  body = ""
  end(body) {
    this.body = body
    return this
  }
}

const cases = [...callCases, getSession]

/** One call, ready to be made again and again, each time with the next of the tokens. Its answer has been checked. */
export async function callOf(name, subjectName, tokens) {
  const { operation, check } = cases.find((one) => one.name === name)
  const subject = {
    sessionCookie,
    request: (headers) => new PagesRequest(headers),
    ...subjects[subjectName],
    tokens: () => tokens,
  }
  const call = await operation(subject)
  await check(await call(), subject)
  return call
}

export async function repeat(call, times) {
  for (let i = 0; i < times; i++) {
    const answer = call()
    if (answer instanceof Promise) await answer
  }
}
