import { offerMalformedTokens } from "./campaign.js"

offerMalformedTokens("Node")
