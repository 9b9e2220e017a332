import { replayAll } from "./replay-all.js"

replayAll("app", 15)
