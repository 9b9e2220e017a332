/**
 * The faults that the tests strike with: what fails, and what must come of it. The title of a test names the id of each that it shows;
 * one without a test says here why (`why`).
 *
 * @typedef {{ id: string, fault: string, expected: string, why?: string }} Fault
 * @type {readonly { title: string, faults: readonly Fault[] }[]}
 */
export const faultTables = [
  {
    title: "The database",
    faults: [
      {
        id: "DB-1",
        fault: "away when the app starts",
        expected: "the app starts, answers with an error, and works once it is there",
      },
      {
        id: "DB-2",
        fault: "away at the Nth call of a request, for each N and each flow",
        expected: "no session, nobody doubled or lost; the same thing works afterwards",
      },
      {
        id: "DB-3",
        fault: "the answer is lost after the commit",
        expected: "the next attempt finds what is there, and doubles nothing",
      },
      {
        id: "DB-4",
        fault: "slow: 0.1, 1, 9, 11 and 60 seconds for an answer",
        expected: "waited for up to a deadline; nothing is left hanging",
      },
      {
        id: "DB-5",
        fault: "one connection for everybody, a deadlock, a serialization failure, a busy file",
        expected: "waited for or tried again; no request waits for itself",
      },
      {
        id: "DB-6",
        fault: "a replica that lags by a second",
        expected: "nobody is doubled, and no request goes in circles",
      },
      {
        id: "DB-7",
        fault: "values of wrong types: times as text and numbers, nulls, `undefined`, bigints, further fields",
        expected: "read for what they mean, or an error; never a session of nobody",
      },
      {
        id: "DB-8",
        fault: "a unique address or account is there already",
        expected: "the user is found, or `OAuthAccountNotLinked`; never a crash",
      },
      { id: "DB-9", fault: "the row is deleted while it is used", expected: "nobody, and the cookie goes" },
      {
        id: "DB-10",
        fault: "the disk is full, or can only be read",
        expected: "nobody new gets in; who is signed in stays so",
      },
      { id: "DB-11", fault: "no answer at all, ever", expected: "given up after a deadline of our own" },
      {
        id: "DB-12",
        fault: "a collation that takes letters for one another",
        expected: "tokens, addresses and ids are compared byte by byte",
      },
      {
        id: "DB-13",
        fault: "the database's clock is an hour off",
        expected: "one clock decides what has expired: the app's",
      },
      {
        id: "DB-14",
        fault: "the session cannot be deleted when somebody signs out",
        expected: "the cookie goes all the same, and the log says it",
      },
    ],
  },
  {
    title: "Mail",
    faults: [
      { id: "ML-1", fault: "nobody listens", expected: "`EmailSignin`; nothing is left of the link" },
      { id: "ML-2", fault: "no greeting", expected: "the same, within the deadline" },
      { id: "ML-3", fault: "hangs up after the recipient", expected: "the same" },
      { id: "ML-4", fault: "refuses for now, or for good", expected: "the same, with the server's words in the log" },
      {
        id: "ML-5",
        fault: "accepts the mail, and the function rejects",
        expected: "the link that was sent is void; the next one is good",
      },
      {
        id: "ML-6",
        fault: "a certificate for another host, expired, or signed by nobody",
        expected: "no word is said to that server",
      },
      {
        id: "ML-7",
        fault: "`sendVerificationRequest` throws, rejects, never settles, or settles too late",
        expected: "`EmailSignin`; no session",
      },
      {
        id: "ML-8",
        fault: "the service answers 429 with `Retry-After`",
        expected: "`EmailSignin`; asked once, and again by the next attempt only",
      },
      { id: "ML-9", fault: "the service answers with ten megabytes", expected: "not listened to" },
      { id: "ML-10", fault: "a scanner opens the link first", expected: "the link stays good" },
    ],
  },
  {
    title: "The identity provider",
    faults: [
      {
        id: "IDP-1",
        fault: "no such host, nobody listens, a broken line, a wrong certificate, silence, a drip",
        expected: "an error page within the timeout; sockets are free again",
      },
      {
        id: "IDP-2",
        fault: "status 204, 301, 302, 304, 307, 404, 418, 429, 500, 502, 503 at each endpoint",
        expected: "refused; no redirect is followed",
      },
      {
        id: "IDP-3",
        fault:
          "HTML, text, nothing, XML, half an object, a list, null, NaN, keys twice, a wrong charset, no content type",
        expected: "refused, or read for the JSON object that it is",
      },
      {
        id: "IDP-4",
        fault: "too large: bodies, keys, depth, headers, gzip and br bombs, encodings upon encodings",
        expected: "cut off at a mebibyte",
      },
      { id: "IDP-5", fault: "token answers that are odd", expected: "refused, or taken for what they are" },
      {
        id: "IDP-6",
        fault: "profiles that are odd: ids, addresses, names, images, prototypes",
        expected: "refused, or an exact id as text; nothing is polluted",
      },
      {
        id: "IDP-7",
        fault: "keys that are none, weak, private, twice, off their curve",
        expected: "that key signs nobody in; the others do",
      },
      {
        id: "IDP-8",
        fault: "a new key for each token",
        expected: "keys are fetched once in a while, not once for each",
      },
      {
        id: "IDP-9",
        fault: "a clock that is wrong by seconds, minutes or decades",
        expected: "tolerated to the second, and no further",
      },
      {
        id: "IDP-10",
        fault: "callbacks that are incomplete, doubled, late, posted, in another browser or tab, or clicked twice",
        expected: "the first ends well; one user, one session",
      },
      { id: "IDP-11", fault: "says yes, and its token endpoint is away", expected: "no user is made" },
      {
        id: "IDP-12",
        fault: "a sign-in while somebody else is signed in",
        expected: "links what is nobody's, and takes nothing from anybody",
      },
    ],
  },
  {
    title: "Many at once",
    faults: [
      { id: "RC-1", fault: "first sign-ins of many people", expected: "a user and an account each" },
      {
        id: "RC-2",
        fault: "many first sign-ins of one person",
        expected: "one user, one account, everybody signed in",
      },
      { id: "RC-3", fault: "one address by two providers", expected: "one user; nobody gets into the other's" },
      {
        id: "RC-4",
        fault:
          "what serves once is used many times: verification token, code of a mail, code and state of a provider, refresh token, logout token; others come with their features",
        expected: "it serves once",
      },
      { id: "RC-5", fault: "guesses at a code", expected: "as many are heard as may be" },
      {
        id: "RC-6",
        fault: "many tabs extend one session, or refresh one token",
        expected: "one session with its new expiry; one refresh",
      },
      { id: "RC-7", fault: "signing out while the session is extended", expected: "the session stays ended" },
      { id: "RC-8", fault: "a user is deleted while they sign in", expected: "no session and no account of nobody" },
      {
        id: "RC-9",
        fault: "accounts are unlinked while somebody signs in with them",
        expected: "the last way in stays",
      },
      {
        id: "RC-10",
        fault: "a role is taken away while a session is read",
        expected: "sessions in a database follow the user's row",
      },
      { id: "RC-11", fault: "two processes", expected: "whichever answers, it is the same app" },
      {
        id: "RC-12",
        fault: "a process is killed at each call",
        expected: "nothing is left that keeps its visitor out",
      },
    ],
  },
  {
    title: "Cookies",
    faults: [
      {
        id: "CO-1",
        fault: "chunks that are too many, doubled, misnumbered, or with gaps",
        expected: "only what is ours is joined and removed; no name is repeated back",
      },
      { id: "CO-2", fault: "sign-ins in twenty tabs", expected: "cookies below 8 kB, and no more of them" },
      { id: "CO-3", fault: "a `Cookie` header that is none", expected: "nobody, and no error" },
      {
        id: "CO-4",
        fault: "a CSRF cookie without its hash, with a wrong one, of a megabyte, of somebody else",
        expected: "refused, and a new one",
      },
      { id: "CO-5", fault: "another site in the cookie that remembers where to go", expected: "one's own site" },
      { id: "CO-6", fault: "a cookie in the place of another", expected: "nothing opens but its own" },
      { id: "CO-7", fault: "names of http and of https side by side", expected: "on https, the guarded ones alone" },
      { id: "CO-8", fault: "cookies of the libraries before", expected: "sessions are read, the rest does no harm" },
      {
        id: "CO-9",
        fault: "a frame on another site",
        expected: "written down",
        why: "Cookies are `SameSite=Lax`, so a frame on another site has no session; `Partitioned` is not offered.",
      },
      {
        id: "CO-10",
        fault: "`callbacks.jwt` puts 100 kB into the session",
        expected: "no crash; the log says how large it is",
      },
    ],
  },
  {
    title: "Process and time",
    faults: [
      {
        id: "PT-1",
        fault: "the clock jumps by an hour, by a day, beyond 2038, during a sign-in",
        expected: "what has expired is refused; nothing lives for ever",
      },
      {
        id: "PT-2",
        fault: "the event loop stands still for longer than every timeout",
        expected: "an error or a session, never a crash",
      },
      {
        id: "PT-3",
        fault: "little memory",
        expected: "bounded",
        why: "What is kept in memory is counted by the tests of bad input, with a million keys of an attacker's.",
      },
      {
        id: "PT-4",
        fault: "thousands of connections that say nothing",
        expected: "the server's own limits",
        why: "Countersign listens to no socket: it is called when a request's headers are there. The server in front closes what is slow.",
      },
      { id: "PT-5", fault: "SIGTERM during a sign-in", expected: "what is on its way ends, and the process does" },
      { id: "PT-6", fault: "a weak source of chance", expected: "every secret comes from the platform's generator" },
      { id: "PT-7", fault: "a rejection that nobody hears", expected: "none, in all of these tests" },
      {
        id: "PT-8",
        fault: "another runtime",
        expected: "the same answers",
        why: "What differs between runtimes is `#crypto`, whose two forms are compared in src/core/crypto; the rest runs on web standards.",
      },
      {
        id: "PT-9",
        fault: "days of random faults",
        expected: "nothing adds up",
        why: "Not run: the long campaign takes minutes.",
      },
    ],
  },
]
