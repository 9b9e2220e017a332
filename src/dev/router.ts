/** The pages and the JSON of the local server. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { type Fault, isFault } from "./faults.js"
import { HttpProblem, readForm, readJson, seeOther, sendJson, sendPage, sendText } from "./http.js"
import type { Mail, Mailbox } from "./mailbox.js"
import { faultsPage } from "./pages/faults.js"
import { mailFrame, mailPage, mailsPage } from "./pages/mails.js"
import { peoplePage, personPage } from "./pages/people.js"
import type { People, Person, PersonInput } from "./people.js"
import { readPerson } from "./person-form.js"

export interface Rooms {
  readonly people: People
  readonly mailbox: Mailbox
  readonly faults: Set<Fault>
  readonly env: Readonly<Record<string, string>>
}

interface Asked extends Rooms {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What the path holds in the place of `*`. */
  readonly part: string
  readonly query: URLSearchParams
}

type Answer = (asked: Asked) => void | Promise<void>

const environmentOf = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n")

const routes: Readonly<Record<string, Answer>> = {
  "GET /": ({ response, people, env }) =>
    sendPage(response, peoplePage({ people: people.all(), environment: environmentOf(env) })),
  "POST /people": async ({ request, response, people, env }) => {
    const typed = await readForm(request)
    const problem = attempt(() => people.save(readPerson(typed)))
    if (!problem) return seeOther(response, "/")
    sendPage(response, peoplePage({ people: people.all(), environment: environmentOf(env), problem, typed }), 400)
  },
  "GET /people/*": ({ response, ...asked }) => sendPage(response, personPage(personIn(asked))),
  "POST /people/*": async ({ request, response, ...asked }) => {
    const person = personIn(asked)
    const typed = await readForm(request)
    if (typed.has("remove")) asked.people.remove(person.id)
    const problem = typed.has("remove")
      ? null
      : attempt(() => asked.people.save({ ...readPerson(typed), id: person.id }))
    if (problem) sendPage(response, personPage(person, problem, typed), 400)
    else seeOther(response, "/")
  },
  "GET /mails": ({ response, mailbox, env }) => sendPage(response, mailsPage(mailbox.all(), env.EMAIL_SERVER ?? "")),
  "GET /mails/latest": ({ response, mailbox, query }) => {
    const mail = mailbox.latest(query.get("to") ?? undefined)
    seeOther(response, mail ? `/mails/${mail.id}` : "/mails")
  },
  "POST /mails/clear": ({ response, mailbox }) => {
    mailbox.clear()
    seeOther(response, "/mails")
  },
  "GET /mails/*": ({ response, ...asked }) => sendPage(response, mailPage(mailIn(asked))),
  "GET /mails/*/html": ({ response, ...asked }) => sendPage(response, mailFrame(mailIn(asked).html ?? "")),
  "GET /mails/*/source": ({ response, ...asked }) => sendText(response, mailIn(asked).source),
  "GET /faults": ({ response, faults }) => sendPage(response, faultsPage(faults)),
  "POST /faults": async ({ request, response, faults }) => {
    setFaults(faults, (await readForm(request)).getAll("fault"))
    seeOther(response, "/faults")
  },

  "GET /api/people": ({ response, people }) => sendJson(response, people.all()),
  "POST /api/people": async ({ request, response, people }) => {
    const input = (await readJson(request)) as PersonInput
    let person: Person | undefined
    const problem = attempt(() => {
      person = people.save(input ?? {})
    })
    sendJson(response, problem ? { error: problem } : person, problem ? 400 : 201)
  },
  "GET /api/mails": ({ response, mailbox }) => sendJson(response, mailbox.all()),
  "GET /api/mails/latest": ({ response, mailbox, query }) => {
    const mail = mailbox.latest(query.get("to") ?? undefined)
    sendJson(response, mail ?? { error: "There is no such mail." }, mail ? 200 : 404)
  },
  "DELETE /api/mails": ({ response, mailbox }) => {
    mailbox.clear()
    sendJson(response, [])
  },
  "GET /api/faults": ({ response, faults }) => sendJson(response, [...faults]),
  "PUT /api/faults": async ({ request, response, faults }) => {
    const names = await readJson(request)
    const unknown = Array.isArray(names) ? names.find((name) => !isFault(name)) : names
    if (unknown !== undefined)
      return sendJson(response, { error: `There is no fault ${JSON.stringify(unknown)}.` }, 400)
    setFaults(faults, names as string[])
    sendJson(response, [...faults])
  },
}

export async function answerPage(request: IncomingMessage, response: ServerResponse, rooms: Rooms): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost")
  const method = request.method === "HEAD" ? "GET" : request.method
  const [, room = "", part = "", view = ""] = pathname.split("/")
  const answer =
    routes[`${method} ${pathname}`] ?? (part ? routes[`${method} /${room}/*${view ? `/${view}` : ""}`] : undefined)
  if (!answer) throw new HttpProblem(404, "There is nothing at this address.")
  await answer({ ...rooms, request, response, part, query: searchParams })
}

/** What was wrong, as a sentence; `null` when nothing was. */
function attempt(save: () => unknown): string | null {
  try {
    save()
    return null
  } catch (error) {
    if (error instanceof TypeError) return error.message
    throw error
  }
}

function personIn({ people, part }: Pick<Asked, "people" | "part">): Person {
  const person = people.find(part)
  if (!person) throw new HttpProblem(404, "There is nobody of that name.")
  return person
}

function mailIn({ mailbox, part }: Pick<Asked, "mailbox" | "part">): Mail {
  const mail = mailbox.find(part)
  if (!mail) throw new HttpProblem(404, "There is no such mail, or no longer.")
  return mail
}

function setFaults(faults: Set<Fault>, names: readonly string[]): void {
  faults.clear()
  for (const name of names) if (isFault(name)) faults.add(name)
}
