import { vi } from "vitest"
import { offerMalformedTokens } from "./campaign.js"

vi.mock("#crypto", () => import("../../../src/core/crypto/platform-web.js"))

offerMalformedTokens("Web Crypto", 10_000, 2)
