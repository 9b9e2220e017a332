import { generateKeyPairSync, randomBytes } from "node:crypto"
import { createServer } from "node:http"
import { accounts, claimsOf } from "./provider/accounts.mjs"
import { MemoryRecords } from "./provider/memory-records.mjs"
import { consentPage, contentSecurityPolicy, loginPage, problemPage } from "./provider/pages.mjs"

const clientName = "Countersign example"

/**
 * Starts an OpenID provider on this machine's loopback address, with people to sign in as.
 * Keys, client secret and every record are made at the start and gone at the end.
 *
 * @param {{ port?: number, redirectUris: string[], postLogoutRedirectUris?: string[] }} settings `port: 0` takes a free one
 */
export async function startProvider({ port = 0, redirectUris, postLogoutRedirectUris = [] }) {
  const Provider = await importProvider()
  const server = createServer()
  await new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", resolve)
  })
  const issuer = `http://127.0.0.1:${server.address().port}`
  const client = {
    client_id: "countersign-example",
    client_secret: randomBytes(24).toString("base64url"),
    client_name: clientName,
    redirect_uris: redirectUris,
    post_logout_redirect_uris: postLogoutRedirectUris,
  }
  const provider = new Provider(issuer, configuration(client))
  const answerProtocol = provider.callback()
  server.on("request", (request, response) => {
    const answer = request.url.startsWith("/interaction/") ? answerInteraction : answerProtocol
    Promise.resolve(answer(request, response, provider)).catch((error) => sendProblem(response, error))
  })

  return {
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    accounts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** oidc-provider greets Node.js 20 with a warning as it loads, although it runs there; nothing else is kept from the console. */
async function importProvider() {
  const warn = console.warn
  console.warn = () => {}
  try {
    return (await import("oidc-provider")).default
  } finally {
    console.warn = warn
  }
}

function configuration(client) {
  return {
    adapter: MemoryRecords,
    clients: [client],
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    claims: { openid: ["sub"], profile: ["name", "role"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    findAccount: (_context, id) => {
      const account = accounts.find(({ login }) => login === id)
      return account && { accountId: id, claims: () => claimsOf(account) }
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    renderError: (context, { error_description: description, error }) => {
      context.type = "html"
      context.set("content-security-policy", contentSecurityPolicy)
      context.body = problemPage(description ?? error)
    },
    ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 86_400, IdToken: 3600, Interaction: 3600, Session: 86_400 },
  }
}

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  return { ...privateKey.export({ format: "jwk" }), kid: randomBytes(8).toString("hex"), use: "sig", alg: "RS256" }
}

async function answerInteraction(request, response, provider) {
  const interaction = await provider.interactionDetails(request, response)
  if (request.method !== "POST") return sendPage(response, 200, pageFor(interaction))
  const answers = await readForm(request)
  return provider.interactionFinished(request, response, await resultOf(interaction, answers, provider), {
    mergeWithLastSubmission: !answers.has("cancel"),
  })
}

function pageFor({ prompt }) {
  return prompt.name === "login" ? loginPage(accounts, clientName) : consentPage(clientName)
}

async function resultOf(interaction, answers, provider) {
  const { prompt, params, session, grantId } = interaction
  if (answers.has("cancel")) return { error: "access_denied", error_description: "The person cancelled" }
  if (prompt.name === "login") return logIn(interaction, answers.get("login"), provider)

  const grant =
    (grantId && (await provider.Grant.find(grantId))) ||
    new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  return { consent: { grantId: await grant.save() } }
}

/** Somebody else than last time gets a session of their own; oidc-provider would ask a script to sign the first one out. */
async function logIn(interaction, accountId, provider) {
  const { session, exp } = interaction
  if (session?.accountId && session.accountId !== accountId) {
    const previous = await provider.Session.findByUid(session.uid)
    await previous?.destroy()
    interaction.session = undefined
    await interaction.save(exp - Math.floor(Date.now() / 1000))
  }
  return { login: { accountId } }
}

async function readForm(request) {
  let body = ""
  for await (const chunk of request) body += chunk
  return new URLSearchParams(body)
}

function sendPage(response, status, html) {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": contentSecurityPolicy,
    "cache-control": "no-store",
  })
  response.end(html)
}

function sendProblem(response, error) {
  if (response.headersSent) return response.end()
  sendPage(response, error.statusCode ?? 500, problemPage(error.error_description ?? "The provider failed"))
}
