import type { DefaultSession } from "countersign"

type Role = "member" | "admin"

declare module "countersign" {
  interface User {
    role?: Role
  }
  interface Session {
    user: DefaultSession["user"] & { id: string; role: Role; nickname?: string }
  }
}

declare module "countersign/jwt" {
  interface JWT {
    role?: Role
    nickname?: string
  }
}
