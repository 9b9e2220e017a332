import { definePolicy, everyone, role, signedIn } from "countersign/policy"

/** Who may go where. The proxy asks it for every address, and the pages behind it ask again. */
export const policy = definePolicy({
  default: "deny",
  routes: {
    "/": everyone,
    "/who-may": everyone,
    "/logo.svg": everyone,
    // These show how a page or an API route decides for itself.
    "/client": everyone,
    "/client-required": everyone,
    "/server-rendered": everyone,
    "/server-component": everyone,
    "/server-action": everyone,
    "/api/session-route": everyone,
    "/api/route-handler": everyone,
    "/members/**": signedIn,
    "/admin/**": role("admin"),
  },
})
