/** Provider → how its documentation spells what it says about somebody. The pages are named in `src/providers`. */
import type { Person } from "./people.js"

/** A person, and what is made of them. */
export interface Described extends Person {
  readonly given: string
  readonly family: string
  /** Stands for an id that counts. */
  readonly number: number
}

type Fields = (person: Described) => Record<string, unknown>

/** The address, from providers that only tell one that they have verified. */
const verifiedEmail = ({ email, emailVerified }: Described): string | null => (emailVerified ? email : null)

const emailList = ({ email, emailVerified }: Described): object[] =>
  email === null ? [] : [{ email, primary: true, verified: emailVerified }]

export const documentedFields: Readonly<Record<string, Fields>> = {
  "42-school": (it) => ({ id: it.number, login: it.id, usual_full_name: it.name, email: it.email, image_url: null }),
  amazon: (it) => ({ user_id: it.id, name: it.name, email: it.email }),
  atlassian: (it) => ({ account_id: it.id, name: it.name, email: it.email, picture: null }),
  "azure-ad-b2c": (it) => ({ emails: it.email === null ? [] : [it.email] }),
  "azure-devops": (it) => ({
    id: it.id,
    displayName: it.name,
    emailAddress: it.email,
    coreAttributes: { Avatar: { value: { value: "" } } },
  }),
  battlenet: (it) => ({ id: it.number, battle_tag: `${it.id}#${it.number % 10_000}` }),
  bitbucket: (it) => ({ account_id: it.id, display_name: it.name, username: it.id, links: { avatar: { href: null } } }),
  box: (it) => ({ type: "user", id: String(it.number), name: it.name, login: it.email, avatar_url: null }),
  "boxyhq-saml": (it) => ({ id: it.id, email: it.email, firstName: it.given, lastName: it.family }),
  bungie: (it) => ({
    Response: { bungieNetUser: { membershipId: String(it.number), displayName: it.name, profilePicturePath: "/" } },
  }),
  "click-up": (it) => ({ user: { id: it.number, username: it.name, email: it.email, profilePicture: null } }),
  coinbase: (it) => ({ data: { id: it.id, name: it.name, email: it.email, avatar_url: null } }),
  concept2: (it) => ({ data: { id: it.number, username: it.id, email: it.email, profile_image: null } }),
  digitalocean: (it) => ({
    account: { uuid: it.id, name: it.name, email: it.email, email_verified: it.emailVerified },
  }),
  discord: (it) => ({
    id: String(it.number),
    username: it.id,
    global_name: it.name,
    discriminator: "0",
    avatar: null,
    email: it.email,
    verified: it.emailVerified,
  }),
  dribbble: (it) => ({ id: it.number, login: it.id, name: it.name, email: it.email, avatar_url: null }),
  dropbox: (it) => ({
    account_id: it.id,
    name: { given_name: it.given, surname: it.family, display_name: it.name },
    email: it.email,
    email_verified: it.emailVerified,
  }),
  eventbrite: (it) => ({ id: String(it.number), name: it.name, emails: emailList(it), image_id: null }),
  eveonline: (it) => ({ CharacterID: it.number, CharacterName: it.name }),
  facebook: (it) => ({
    id: String(it.number),
    name: it.name,
    email: verifiedEmail(it),
    picture: { data: { url: null } },
  }),
  faceit: (it) => ({ guid: it.id, name: it.name, nickname: it.id, email: it.email, picture: null }),
  figma: (it) => ({ id: String(it.number), handle: it.name, email: it.email, img_url: null }),
  foursquare: (it) => ({
    response: {
      user: { id: String(it.number), firstName: it.given, lastName: it.family, contact: { email: it.email } },
    },
  }),
  freshbooks: (it) => ({ response: { id: it.number, first_name: it.given, last_name: it.family, email: it.email } }),
  github: (it) => ({
    id: it.number,
    login: it.id,
    name: it.name,
    email: verifiedEmail(it),
    ...(verifiedEmail(it) === null ? {} : { email_verified: true }),
    avatar_url: null,
    type: "User",
    site_admin: false,
  }),
  gitlab: (it) => ({
    id: it.number,
    username: it.id,
    name: it.name,
    email: it.email,
    avatar_url: null,
    state: "active",
    confirmed_at: it.emailVerified ? "2020-01-01T00:00:00.000Z" : null,
  }),
  hubspot: (it) => ({ user: it.email, user_id: it.number }),
  instagram: (it) => ({ id: String(it.number), username: it.id, account_type: "PERSONAL" }),
  kakao: (it) => ({
    id: it.number,
    kakao_account: { email: it.email, is_email_verified: it.emailVerified, profile: { nickname: it.name } },
  }),
  kick: (it) => ({ data: [{ user_id: it.number, name: it.name, email: it.email, profile_picture: null }] }),
  lark: (it) => ({ open_id: it.id, name: it.name, avatar_url: null, email: it.email }),
  linear: (it) => ({ id: it.id, name: it.name, displayName: it.id, email: it.email, avatarUrl: null }),
  mailchimp: (it) => ({ accountname: it.name, login: { login_id: it.number, login_name: it.id, email: it.email } }),
  mailru: (it) => ({ id: String(it.number), name: it.name, email: it.email, image: null }),
  mastodon: (it) => ({ id: String(it.number), username: it.id, display_name: it.name, avatar_static: null }),
  mattermost: (it) => ({ id: it.id, username: it.id, email: it.email, email_verified: it.emailVerified }),
  medium: (it) => ({ data: { id: it.id, username: it.id, name: it.name, imageUrl: null } }),
  naver: (it) => ({
    resultcode: "00",
    response: { id: String(it.number), nickname: it.id, name: it.name, email: it.email },
  }),
  netlify: (it) => ({ id: it.id, full_name: it.name, email: it.email, avatar_url: null }),
  netsuite: (it) => ({ id: it.number, name: it.name, email: it.email }),
  nextcloud: (it) => ({ id: it.id, displayname: it.name, email: it.email }),
  notion: (it) => ({ object: "user", id: it.id, name: it.name, avatar_url: null, person: { email: it.email } }),
  osso: (it) => ({ id: it.id, name: it.name, email: it.email }),
  osu: (it) => ({ id: it.number, username: it.id, avatar_url: null }),
  patreon: (it) => ({
    data: {
      id: String(it.number),
      attributes: { full_name: it.name, email: it.email, is_email_verified: it.emailVerified, image_url: null },
    },
  }),
  paypal: (it) => ({
    user_id: `https://www.paypal.com/webapps/auth/identity/user/${it.id}`,
    name: it.name,
    emails: it.email === null ? [] : [{ value: it.email, primary: true }],
  }),
  pinterest: (it) => ({ username: it.id, profile_image: null }),
  pipedrive: (it) => ({ success: true, data: { id: it.number, name: it.name, email: it.email, icon_url: null } }),
  reddit: (it) => ({ id: it.id, name: it.id }),
  salesforce: (it) => ({ user_id: it.id, picture: null }),
  spotify: (it) => ({ id: it.id, display_name: it.name, email: it.email, images: [] }),
  strava: (it) => ({ id: it.number, username: it.id, firstname: it.given, lastname: it.family, profile: null }),
  threads: (it) => ({ id: String(it.number), username: it.id }),
  tiktok: (it) => ({
    data: { user: { open_id: it.id, display_name: it.name, avatar_url: null } },
    error: { code: "ok" },
  }),
  todoist: (it) => ({ id: String(it.number), full_name: it.name, email: it.email, avatar_big: null }),
  trakt: (it) => ({ username: it.id, name: it.name, ids: { slug: it.id }, images: { avatar: { full: null } } }),
  twitter: (it) => ({ data: { id: String(it.number), name: it.name, username: it.id, profile_image_url: null } }),
  vk: (it) => ({ response: [{ id: it.number, first_name: it.given, last_name: it.family, photo_100: null }] }),
  wakatime: (it) => ({
    data: { id: it.id, display_name: it.name, email: it.email, is_email_confirmed: it.emailVerified, photo: null },
  }),
  webex: (it) => ({ id: it.id, emails: it.email === null ? [] : [it.email], displayName: it.name }),
  wechat: (it) => ({ openid: it.id, nickname: it.name, headimgurl: null }),
  wikimedia: (it) => ({ sub: String(it.number), username: it.id, email: it.email, confirmed_email: it.emailVerified }),
  wordpress: (it) => ({
    ID: it.number,
    display_name: it.name,
    username: it.id,
    email: it.email,
    email_verified: it.emailVerified,
  }),
  workos: (it) => ({ id: it.id, first_name: it.given, last_name: it.family, email: it.email, raw_attributes: {} }),
  yandex: (it) => ({
    id: String(it.number),
    login: it.id,
    display_name: it.name,
    default_email: it.email,
    is_avatar_empty: true,
  }),
  zoho: (it) => ({
    ZUID: it.number,
    First_Name: it.given,
    Last_Name: it.family,
    Display_Name: it.name,
    Email: it.email,
  }),
  zoom: (it) => ({
    id: it.id,
    first_name: it.given,
    last_name: it.family,
    email: it.email,
    verified: it.emailVerified ? 1 : 0,
    pic_url: null,
  }),
}
