/**
 * What can be measured, group by group, in the order in which it is.
 *
 * A group names its cases and measures those that are asked for:
 *
 * - `name`, `title`: where its results are kept (`bench/results/<name>.json`), and what stands above them.
 * - `cases`: the names that `--case` takes.
 * - `measure({ cases, settings, report })`: answers a list of results. `report.round(name, round, rounds)` shows progress,
 *   `report.result(result)` prints a result as soon as it is known, `report.note(text)` prints a line.
 *
 * A result is `{ name, unit, values, ratios, facts }`: `values` by column (`{ floor: 7.3, countersign: 10.2 }`), ratios as
 * `{ label, median, low, high, most, least }` with its quartiles and, where issue and design set one, its goal; `facts` by name, for
 * what is neither.
 */
import browser from "./browser.mjs"
import calls from "./calls.mjs"
import hashing from "./hashing.mjs"
import http from "./http.mjs"
import memory from "./memory.mjs"
import next from "./next.mjs"
import scale from "./scale.mjs"
import signIn from "./sign-in.mjs"
import stored from "./stored.mjs"

export const groups = [calls, stored, http, next, signIn, hashing, memory, scale, browser]
