import { replayAll } from "./replay-all.js"

replayAll("pages", 16)
