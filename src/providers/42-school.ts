import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://api.intra.42.fr/apidoc/2.0/users/me.html */
export interface FortyTwoProfile extends UserData, OpenProfile {
  cursus_users: CursusUser[]
  projects_users: ProjectUser[]
  languages_users: LanguagesUser[]
  achievements: Achievement[]
  titles_users: TitlesUser[]
  expertises_users: ExpertisesUser[]
  campus: Campus[]
  campus_users: CampusUser[]
}

export interface UserData {
  id: number
  login: string
  email: string
  usual_full_name: string | null
  image: { link: string | null; versions: Record<"large" | "medium" | "small" | "micro", string | null> }
  image_url?: string | null
}

export interface CursusUser extends OpenProfile {
  id: number
  cursus_id: number
  level: number
  grade: string | null
}

export interface ProjectUser extends OpenProfile {
  id: number
  final_mark: number | null
  status: string
}

export interface Achievement extends OpenProfile {
  id: number
  name: string
  description: string
}

export interface LanguagesUser extends OpenProfile {
  id: number
  language_id: number
  user_id: number
}

export interface TitlesUser extends OpenProfile {
  id: number
  title_id: number
  user_id: number
}

export interface ExpertisesUser extends OpenProfile {
  id: number
  expertise_id: number
  user_id: number
}

export interface Campus extends OpenProfile {
  id: number
  name: string
}

export interface CampusUser extends OpenProfile {
  id: number
  campus_id: number
  user_id: number
  is_primary: boolean
}

export const facts: ProviderFacts = {
  register: "https://profile.intra.42.fr/oauth/applications",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with 42 School.
 *
 * @see https://api.intra.42.fr/apidoc/2.0/users/me.html
 */
export default function FortyTwo<P extends FortyTwoProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "42-school",
    name: "42 School",
    type: "oauth",
    authorization: { url: "https://api.intra.42.fr/oauth/authorize", params: { scope: "public" } },
    token: "https://api.intra.42.fr/oauth/token",
    userinfo: "https://api.intra.42.fr/v2/me",
    profile: ({ id, usual_full_name, email, image_url }) => ({
      id: id.toString(),
      name: usual_full_name,
      email,
      image: image_url ?? null,
    }),
    options,
  }
}
