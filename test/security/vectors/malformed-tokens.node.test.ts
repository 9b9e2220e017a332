import { offerMalformedTokens } from "./campaign.js"

offerMalformedTokens("Node", 20_000, 1)
