/** What {@link emailMethod} does, once somebody signs in that way. */
export { begin } from "./ask.js"
export { redeemLink as complete } from "./redeem-link.js"
