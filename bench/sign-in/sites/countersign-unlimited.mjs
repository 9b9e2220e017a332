/** Without the limits on guessing and on mails, which next-auth 4 has not: like is then compared with like. */
import { createSite as createLimitedSite } from "./countersign.mjs"

export const createSite = (material, origin) => createLimitedSite(material, origin, false)
