import { replayAll } from "./replay-all.js"

replayAll("mw", 16)
