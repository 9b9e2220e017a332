import type { DefaultSession } from "countersign"

declare module "countersign" {
  interface Session {
    user: DefaultSession["user"] & { id: string; role: "member" | "admin" }
  }
}
