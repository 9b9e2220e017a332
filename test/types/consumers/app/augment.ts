import type { DefaultSession, DefaultUser } from "next-auth"
import type { DefaultJWT } from "next-auth/jwt"

declare module "next-auth" {
  interface Session {
    user: { id: string; role: "admin" | "member" } & DefaultSession["user"]
  }
  interface User extends DefaultUser {
    role?: "admin" | "member"
  }
  interface Account {
    tenant?: string
  }
  interface Profile {
    nickname?: string
  }
}

declare module "next-auth/jwt" {
  interface JWT extends DefaultJWT {
    role?: "admin" | "member"
  }
}
