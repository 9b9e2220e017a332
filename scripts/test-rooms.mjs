/**
 * The rooms of the tests: `unit` is `src/`, the others are folders of `test/`.
 *
 * @type {{ name: string, folder: string, takesTurns: boolean, needsBuild: boolean, needsDatabases?: boolean }[]}
 * `takesTurns`: its files would disturb each other, or the machine. `needsBuild`: it uses `dist/`.
 * `needsDatabases`: it starts database servers.
 */
export const testRooms = [
  { name: "unit", folder: "src", takesTurns: false, needsBuild: false },
  { name: "flows", folder: "test/flows", takesTurns: false, needsBuild: false },
  { name: "security", folder: "test/security", takesTurns: false, needsBuild: false },
  { name: "faults", folder: "test/faults", takesTurns: false, needsBuild: true },
  { name: "conformance", folder: "test/conformance", takesTurns: false, needsBuild: false },
  { name: "contracts", folder: "test/contracts", takesTurns: false, needsBuild: true },
  { name: "package", folder: "test/package", takesTurns: true, needsBuild: true },
  { name: "performance", folder: "test/performance", takesTurns: true, needsBuild: true },
  { name: "browser", folder: "test/browser", takesTurns: true, needsBuild: true },
  { name: "next", folder: "test/next", takesTurns: true, needsBuild: true },
  { name: "adapters", folder: "test/adapters", takesTurns: true, needsBuild: true, needsDatabases: true },
  {
    name: "npm-adapters",
    folder: "test/npm-adapters",
    takesTurns: true,
    needsBuild: false,
    needsDatabases: true,
  },
  { name: "cli", folder: "test/cli", takesTurns: true, needsBuild: true, needsDatabases: true },
  { name: "types", folder: "test/types", takesTurns: true, needsBuild: true },
  { name: "docs", folder: "test/docs", takesTurns: true, needsBuild: true },
  { name: "replay", folder: "test/replay", takesTurns: true, needsBuild: true },
]

/**
 * The order of a whole run. A room that stands alone has the machine to itself, as its files run in parallel or it measures time. The
 * rooms of two lanes run side by side: each of them waits most of its time for a browser, a server or a compiler. `next` and `replay`
 * build the same apps in the same folders, so they are in one lane.
 *
 * @type {string[][][]} stages, each of them lanes, each of them rooms in turn
 */
export const stages = [
  [["unit"]],
  [["flows"]],
  [["security"]],
  [["faults"]],
  [["conformance"]],
  [["contracts"]],
  [["package"]],
  [["performance"]],
  [
    ["adapters", "npm-adapters", "next", "replay"],
    ["browser", "cli", "types", "docs"],
  ],
]
