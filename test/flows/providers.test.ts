/** Providers that depart from OAuth 2.0, each against a server that answers as theirs does. */
import { expect, test } from "vitest"
import type { Provider } from "../../src/core/contracts/provider.js"
import AzureDevOps from "../../src/providers/azure-devops.js"
import BoxyHQSAML from "../../src/providers/boxyhq-saml.js"
import Bungie from "../../src/providers/bungie.js"
import Dropbox from "../../src/providers/dropbox.js"
import Facebook from "../../src/providers/facebook.js"
import Foursquare from "../../src/providers/foursquare.js"
import GitHub from "../../src/providers/github.js"
import HubSpot from "../../src/providers/hubspot.js"
import Instagram from "../../src/providers/instagram.js"
import Linear from "../../src/providers/linear.js"
import Nextcloud from "../../src/providers/nextcloud.js"
import Notion from "../../src/providers/notion.js"
import PayPal from "../../src/providers/paypal.js"
import Polar from "../../src/providers/polar.js"
import Reddit from "../../src/providers/reddit.js"
import Strava from "../../src/providers/strava.js"
import TikTok from "../../src/providers/tiktok.js"
import Trakt from "../../src/providers/trakt.js"
import Twitter from "../../src/providers/twitter.js"
import WeChat from "../../src/providers/wechat.js"
import WorkOS from "../../src/providers/workos.js"
import { type Form, openApp } from "../support/app.js"
import { memoryAdapter } from "../support/memory-adapter.js"
import { basic, bearer, client, image, network, refusal, signIn, tokens } from "../support/provider-services.js"
import type { Service } from "../support/rerouted-network.js"

test("Dropbox tells who somebody is when it is asked by POST", async () => {
  const user = await signIn(Dropbox(client), () => ({
    "POST api.dropboxapi.com/oauth2/token": () => ({ ...tokens, account_id: "dbid:1", uid: "1" }),
    "POST api.dropboxapi.com/2/users/get_current_account": ({ headers, body }) =>
      headers.authorization === bearer && body === ""
        ? { account_id: "dbid:1", name: { display_name: "Ada" }, email: "ada@example.com", email_verified: true }
        : [400, {}],
  }))
  expect(user).toEqual({ name: "Ada", email: "ada@example.com", image: null })
})

test("Trakt wants its own headers", async () => {
  const user = await signIn(Trakt(client), () => ({
    "POST api.trakt.tv/oauth/token": () => ({ ...tokens, created_at: 1, expires_in: 7776000 }),
    "GET api.trakt.tv/users/me": ({ headers, url }) =>
      headers["trakt-api-key"] === "the-id" && headers["trakt-api-version"] === "2" && url.search === "?extended=full"
        ? { name: "Ada", ids: { slug: "ada" }, images: { avatar: { full: image } } }
        : [403, {}],
  }))
  expect(user).toEqual({ name: "Ada", email: null, image })
})

const hidden = { id: 583231, login: "octocat", name: "Ada", email: null, avatar_url: image }
const primary = { email: "ada@example.com", primary: true, verified: true }
const other = { email: "other@example.com", primary: false, verified: true }
const atGitHub =
  (addresses: object, said: object = hidden) =>
  (): Service => ({
    "POST github.com/login/oauth/access_token": () => tokens,
    "GET api.github.com/user": () => said,
    "GET api.github.com/user/emails": ({ headers }) => (headers.authorization === bearer ? addresses : [401, {}]),
  })

test("GitHub is asked for an address that somebody hides, and a verified one is taken", async () => {
  expect((await signIn(GitHub(client), atGitHub([200, [other, primary]])))?.email).toBe("ada@example.com")
  const unverified = { ...primary, verified: false }
  expect((await signIn(GitHub(client), atGitHub([200, [other, unverified]])))?.email).toBeNull()
})

test("GitHub's users without an address that the app may read sign in without one", async () => {
  expect((await signIn(GitHub(client), atGitHub([404, { message: "Not Found" }])))?.email).toBeNull()
})

test("somebody who publishes an address that their GitHub server did not verify does not get into its owner's account", async () => {
  const open = { ...hidden, email: primary.email }
  const adapter = memoryAdapter()
  const owner = await adapter.createUser?.({ email: primary.email, name: "Ada", image: null, emailVerified: null })
  const trusting = GitHub({ ...client, allowDangerousEmailAccountLinking: true })
  const arrive = async (verified: boolean) => {
    const app = openApp({ providers: [trusting], adapter, session: { strategy: "jwt" } })
    network.serve(atGitHub([200, [{ ...primary, verified }]], open)())
    const browser = app.browser()
    const { location } = await browser.signIn("github", {})
    const state = new URL(location ?? "").searchParams.get("state")
    return browser.get(`callback/github?code=the-code&state=${state}`)
  }
  expect((await arrive(false)).location).toContain("error=OAuthAccountNotLinked")
  expect((await arrive(true)).location).toBe("https://app.example/")
  expect((await adapter.getUserByAccount?.({ provider: "github", providerAccountId: "583231" }))?.id).toBe(
    owner?.id ?? "nobody",
  )
})

test.each<[string, Provider, string]>([
  ["GitHub", GitHub(client), "github.com/login/oauth/access_token"],
  ["TikTok", TikTok(client), "open.tiktokapis.com/v2/oauth/token/"],
])("an error of %s, which comes with status 200, lets nobody in", async (_, provider, endpoint) => {
  const error = { error: "bad_verification_code", error_description: "The code is incorrect or expired." }
  expect(await refusal(provider, { [`POST ${endpoint}`]: () => error })).toContain("Error")
  expect(network.arrived).toHaveLength(1)
})

test.each<[string, Provider, Record<string, string>]>([
  ["boxyhq-saml", BoxyHQSAML({ ...client, issuer: "https://sso.example" }), { tenant: "acme.example", product: "app" }],
  ["workos", WorkOS(client), { organization: "org_1" }],
])("whose organisation somebody is of is told to %s in the request", async (name, provider, params) => {
  const app = openApp({ providers: [provider] })
  const browser = app.browser()
  const { forms } = await browser.get("signin")
  const form = forms.find(({ action }) => action.endsWith(`/${name}`)) as Form
  const { location } = await browser.submit({ ...form, action: `${form.action}?${new URLSearchParams(params)}` })
  expect(Object.fromEntries(new URL(location ?? "").searchParams)).toMatchObject(params)
})

test("Polar and PayPal send an ID token that is left aside; Polar speaks for somebody when it is asked to", async () => {
  const answer = { ...tokens, id_token: "an.unread.token" }
  const atPolar = await signIn(Polar(client), (asked) => ({
    "POST api.polar.sh/v1/oauth2/token": () => answer,
    "GET api.polar.sh/v1/oauth2/userinfo": () =>
      asked.get("sub_type") === "user" ? { sub: "1", name: "Ada", email: "ada@example.com" } : { sub: "org" },
  }))
  expect(atPolar).toEqual({ name: "Ada", email: "ada@example.com", image: null })
  const atPayPal = await signIn(PayPal(client), () => ({
    "POST api-m.paypal.com/v1/oauth2/token": ({ headers }) => (headers.authorization === basic ? answer : [401, {}]),
    "GET api-m.paypal.com/v1/identity/oauth2/userinfo": () => ({
      user_id: "https://www.paypal.com/webapps/auth/identity/user/1",
      emails: [{ value: "old@example.com" }, { value: "ada@example.com", primary: true }],
    }),
  }))
  expect(atPayPal).toEqual({ name: null, email: "ada@example.com", image: null })
})

test("a token of one's own GitHub server is shown to no other", async () => {
  const baseUrl = "https://github.corp.example"
  const user = await signIn(GitHub({ ...client, enterprise: { baseUrl } }), () => ({
    "POST github.corp.example/login/oauth/access_token": () => tokens,
    "GET github.corp.example/api/v3/user": () => hidden,
    "GET github.corp.example/api/v3/user/emails": () => [200, [primary]],
  }))
  expect(user?.email).toBe("ada@example.com")
  expect(network.arrived.map(({ url }) => url.host)).toEqual(Array(3).fill("github.corp.example"))
})

test("Instagram hands out tokens in a list", async () => {
  const user = await signIn(Instagram(client), () => ({
    "POST api.instagram.com/oauth/access_token": () => ({
      data: [{ access_token: "the token", user_id: "17841405793187218", permissions: "instagram_business_basic" }],
    }),
    "GET graph.instagram.com/me": ({ headers }) =>
      headers.authorization === bearer ? { id: "17841405793187218", username: "ada" } : [401, {}],
  }))
  expect(user).toEqual({ name: "ada", email: null, image: null })
})

test("HubSpot tells it in the information about the token", async () => {
  const user = await signIn(HubSpot(client), () => ({
    "POST api.hubapi.com/oauth/v1/token": () => tokens,
    "GET api.hubapi.com/oauth/v1/access-tokens/the%20token": () => ({ user: "ada@example.com", user_id: 123 }),
  }))
  expect(user).toEqual({ name: "ada@example.com", email: "ada@example.com", image: null })
})

test("Foursquare wants the token in the query", async () => {
  const user = await signIn(Foursquare(client), () => ({
    "POST foursquare.com/oauth2/access_token": () => ({ access_token: "the token" }),
    "GET api.foursquare.com/v2/users/self": ({ url }) =>
      url.searchParams.get("oauth_token") === "the token" && url.searchParams.get("v") === "20230131"
        ? { response: { user: { id: "1", firstName: "Ada", lastName: "L", contact: {} } } }
        : [401, {}],
  }))
  expect(user).toEqual({ name: "Ada L", email: null, image: null })
})

test("Bungie names the membership beside the token, and wants a key", async () => {
  const bungieNetUser = { membershipId: "88", displayName: "Ada", profilePicturePath: "/img/ada.jpg" }
  const user = await signIn(Bungie({ ...client, apiKey: "the key" }), () => ({
    "POST www.bungie.net/platform/app/oauth/token/": () => ({ ...tokens, membership_id: "88" }),
    "GET www.bungie.net/platform/User/GetBungieAccount/88/254/": ({ headers }) =>
      headers["x-api-key"] === "the key" ? { Response: { bungieNetUser } } : [401, {}],
  }))
  expect(user).toEqual({ name: "Ada", email: null, image: "https://www.bungie.net/img/ada.jpg" })
})

test("Facebook is asked for the fields that it would leave out", async () => {
  const user = await signIn(Facebook(client), () => ({
    "POST graph.facebook.com/oauth/access_token": () => ({ ...tokens, expires_in: 5183944 }),
    "GET graph.facebook.com/me": ({ url }) =>
      url.searchParams.get("fields") === "id,name,email,picture"
        ? { id: "1", name: "Ada", email: "ada@example.com", picture: { data: { url: image } } }
        : { id: "1", name: "Ada" },
  }))
  expect(user).toEqual({ name: "Ada", email: "ada@example.com", image })
})

test("Reddit and Strava take the secret in different places", async () => {
  const atReddit = await signIn(Reddit(client), () => ({
    "POST www.reddit.com/api/v1/access_token": ({ headers }) => (headers.authorization === basic ? tokens : [401, {}]),
    "GET oauth.reddit.com/api/v1/me": () => ({ id: "1ia22", name: "ada" }),
  }))
  expect(atReddit?.name).toBe("ada")
  const atStrava = await signIn(Strava(client), () => ({
    "POST www.strava.com/api/v3/oauth/token": ({ headers, body }) =>
      headers.authorization === undefined && new URLSearchParams(body).get("client_secret") === client.clientSecret
        ? { ...tokens, athlete: { id: 1 } }
        : [401, {}],
    "GET www.strava.com/api/v3/athlete": () => ({ id: 1, firstname: "Ada", lastname: "L", profile: image }),
  }))
  expect(atStrava).toEqual({ name: "Ada L", email: null, image })
})

test("Twitter speaks OAuth 2.0 with PKCE, and puts the user into `data`", async () => {
  const user = await signIn(Twitter(client), (asked) => ({
    "POST api.twitter.com/2/oauth2/token": ({ headers, body }) =>
      headers.authorization === basic &&
      asked.get("code_challenge_method") === "S256" &&
      body.includes("code_verifier=")
        ? tokens
        : [400, { error: "invalid_request" }],
    "GET api.twitter.com/2/users/me": ({ url }) =>
      url.searchParams.get("user.fields") === "profile_image_url"
        ? { data: { id: "1", name: "Ada", username: "ada", profile_image_url: image } }
        : { data: { id: "1", name: "Ada", username: "ada" } },
  }))
  expect(user).toEqual({ name: "Ada", email: null, image })
})

test("TikTok calls the client's id `client_key`", async () => {
  const user = await signIn(TikTok(client), (asked) => ({
    "POST open.tiktokapis.com/v2/oauth/token/": ({ body }) =>
      asked.get("client_key") === "the-id" && new URLSearchParams(body).get("client_key") === "the-id"
        ? { ...tokens, open_id: "723f" }
        : { error: "invalid_client", error_description: "Client key is missing" },
    "GET open.tiktokapis.com/v2/user/info/": () => ({
      data: { user: { open_id: "723f", display_name: "Ada", avatar_url: image } },
    }),
  }))
  expect(user).toEqual({ name: "Ada", email: null, image })
})

test("WeChat calls the client `appid` and `secret`, and names the user beside the token", async () => {
  const user = await signIn(WeChat(client), (asked) => ({
    "POST api.weixin.qq.com/sns/oauth2/access_token": ({ body }) => {
      const form = new URLSearchParams(body)
      const isRight =
        form.get("appid") === "the-id" && form.get("secret") === client.clientSecret && asked.get("appid") === "the-id"
      return isRight
        ? { access_token: "the token", openid: "o6", unionid: "u6" }
        : { errcode: 40013, errmsg: "invalid appid" }
    },
    "GET api.weixin.qq.com/sns/userinfo": ({ url }) =>
      url.searchParams.get("openid") === "o6" && url.searchParams.get("access_token") === "the token"
        ? { openid: "o6", unionid: "u6", nickname: "Ada", headimgurl: image }
        : { errcode: 40003 },
  }))
  expect(user).toEqual({ name: "Ada", email: null, image })
})

test("an error of WeChat, which comes with status 200, lets nobody in", async () => {
  const error = { errcode: 40029, errmsg: "invalid code" }
  await refusal(WeChat(client), { "POST api.weixin.qq.com/sns/oauth2/access_token": () => error })
})

test("Notion tells whose token it is beside the token", async () => {
  const person = { id: "5", name: "Ada", avatar_url: image, type: "person", person: { email: "ada@example.com" } }
  const user = await signIn(Notion(client), () => ({
    "POST api.notion.com/v1/oauth/token": ({ headers }) =>
      headers.authorization === basic
        ? { ...tokens, workspace_id: "w", owner: { type: "user", user: person } }
        : [401, {}],
  }))
  expect(user).toEqual({ name: "Ada", email: "ada@example.com", image })
})

test("Nextcloud names the user beside the token, and answers in an envelope", async () => {
  const user = await signIn(Nextcloud({ ...client, issuer: "https://cloud.example" }), () => ({
    "POST cloud.example/apps/oauth2/api/v1/token": () => ({ ...tokens, user_id: "ada l" }),
    "GET cloud.example/ocs/v1.php/cloud/users/ada%20l": ({ headers, url }) =>
      headers["ocs-apirequest"] === "true" && url.search === "?format=json"
        ? { ocs: { data: { id: "ada l", displayname: "Ada", email: "ada@example.com" } } }
        : [400, {}],
  }))
  expect(user).toMatchObject({ name: "Ada", email: "ada@example.com" })
})

test("Nextcloud is asked for nobody when it does not say whose token it is", async () => {
  const service = { "POST cloud.example/apps/oauth2/api/v1/token": () => tokens }
  const cloud = Nextcloud({ ...client, issuer: "https://cloud.example" })
  expect(await refusal(cloud, service)).toContain("`user_id` is missing")
  expect(network.arrived.map(({ url }) => url.pathname)).toEqual(["/apps/oauth2/api/v1/token"])
})

test.each(["..", ".", "", "../../admin", "a/../../b?c#d", "%2e%2e", "..;/x", {}])(
  "an id that is %j asks for nothing but one thing of that name (GHSA-8r88-6cj9-9fh5, CVE-2025-48370)",
  async (id) => {
    const answer = { access_token: typeof id === "string" ? id : "t", user_id: id, membership_id: id }
    const hosts = {
      "POST cloud.example": "/apps/oauth2/api/v1/token",
      "POST www.bungie.net": "/platform/app/oauth/token/",
    }
    const services = {
      ...Object.fromEntries(Object.entries(hosts).map(([host, path]) => [`${host}${path}`, () => answer])),
      "POST api.hubapi.com/oauth/v1/token": () => answer,
    }
    const providers = [
      Nextcloud({ ...client, issuer: "https://cloud.example" }),
      Bungie({ ...client, apiKey: "the key" }),
      ...(typeof id === "string" ? [HubSpot(client)] : []),
    ]
    for (const provider of providers) {
      await refusal(provider as never, services)
      const [, asked, ...more] = network.arrived.map(({ url }) => url)
      expect(more).toEqual([])
      if (asked === undefined) continue
      const folders = ["/ocs/v1.php/cloud/users/", "/platform/User/GetBungieAccount/", "/oauth/v1/access-tokens/"]
      expect(
        folders.some(
          (folder) =>
            asked.pathname === folder + encodeURIComponent(id as string) + (folder.includes("Bungie") ? "/254/" : ""),
        ),
      ).toBe(true)
      expect(asked.hash + asked.search.replace("?format=json", "")).toBe("")
    }
  },
)

test("Azure DevOps takes the code as an assertion", async () => {
  const user = await signIn(AzureDevOps(client), (asked) => ({
    "POST app.vssps.visualstudio.com/oauth2/token": ({ body }) => {
      const form = new URLSearchParams(body)
      const isRight = form.get("assertion") === "the-code" && form.get("client_assertion") === client.clientSecret
      const goesBack = form.get("redirect_uri") === asked.get("redirect_uri") && asked.get("response_type") !== "token"
      return isRight && goesBack ? { ...tokens, token_type: "jwt-bearer", expires_in: "3599" } : [400, {}]
    },
    "GET app.vssps.visualstudio.com/_apis/profile/profiles/me": ({ headers }) =>
      headers.authorization === bearer
        ? {
            id: "d6",
            displayName: "Ada",
            emailAddress: "ada@example.com",
            coreAttributes: { Avatar: { value: { value: "/9j/" } } },
          }
        : [401, {}],
  }))
  expect(user).toEqual({ name: "Ada", email: "ada@example.com", image: "data:image/jpeg;base64,/9j/" })
})

test("Linear answers by GraphQL", async () => {
  const user = await signIn(Linear(client), () => ({
    "POST api.linear.app/oauth/token": () => tokens,
    "POST api.linear.app/graphql": ({ body }) =>
      JSON.parse(body).query.includes("viewer")
        ? { data: { viewer: { id: "1", name: "Ada", email: "ada@example.com", avatarUrl: null } } }
        : [400, {}],
  }))
  expect(user).toEqual({ name: "Ada", email: "ada@example.com", image: null })
})

test.each([
  ["by its version", { version: "1.0A" }],
  ["by the address of request tokens", { requestTokenUrl: "https://api.twitter.com/oauth/request_token" }],
  ["by that of access tokens alone", { accessTokenUrl: "https://api.twitter.com/oauth/access_token" }],
])("a provider that is configured for OAuth 1.0a, %s, is refused with the way out", async (_, part) => {
  const old = { ...Twitter(client), version: undefined, ...part }
  const app = openApp({ providers: [old as Provider] })
  const message = String(app.log[0]?.metadata)
  expect(message).toContain("OAuth 1.0a")
  expect(message).toContain("countersign/providers/twitter")
})

test("an address of OAuth 1.0a beside the version 2.0 is passed over", async () => {
  const app = openApp({
    providers: [{ ...Twitter(client), version: "2.0", accessTokenUrl: "https://old.example" } as Provider],
  })
  expect(app.log).toEqual([])
})
