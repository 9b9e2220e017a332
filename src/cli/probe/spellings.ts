/** What somebody may write for a path. Each of these has been read by some router as the path, and by some guard as another. */

export interface Surroundings {
  /** Id of the Next.js build, which is in the addresses of pages' data. */
  readonly build: string
  /** A path that is open to everybody. */
  readonly open?: string | undefined
}

/** A language, where a router takes it for no part of the path. */
const locale = "de"

/** Request targets, with the path as it is first. Sent as they are: most HTTP clients would tidy them up. */
export function spellingsOf(path: string, { build, open = "/open" }: Surroundings): string[] {
  if (path === "/") return spellingsOfRoot(build)
  const all = [
    ...withSlashes(path),
    ...byDetours(path, open),
    ...encoded(path),
    ...withEndings(path),
    ...asNextFetches(path, build),
    ...asPageData(path, build, open),
    ...elsewhere(path),
  ]
  return [...new Set(all)]
}

const spellingsOfRoot = (build: string): string[] => [
  ...["/", "//", "/.", "/./", "/;", "/?", "/%2e", "/index", "/index.rsc", "/.rsc", "/?_rsc=1", `/${locale}`, "/page"],
  ...[`/_next/data/${build}/index.json`, `/_next/data/${build}.json`, "/index.segments/_tree.segment.rsc"],
]

function withSlashes(path: string): string[] {
  const name = path.slice(1)
  return [path, `${path}/`, `${path}//`, `/${path}`, `//${path}`, `///${name}`, `${path}/.`, `${path}/./`, `/./${name}`]
}

/** By way of what everybody may reach. */
function byDetours(path: string, open: string): string[] {
  const name = path.slice(1)
  return [
    ...[`${open}/..${path}`, `${open}/%2e%2e${path}`, `${open}/%2E%2E/${name}`, `${open}/..;${path}`],
    ...[`${open}/..%2f${name}`, `${open}%2f..${path}`, `${open};/..${path}`, `${open}/..\\${name}`, `/x/../${name}`],
    ...[`/_next/..${path}`, `/_next/static/../..${path}`, `/_next/static/..%2f..%2f${name}`, `/favicon.ico/..${path}`],
    ...[
      `/api/auth/..${path}`,
      `/api/auth/../..${path}`,
      `/api/auth/%2e%2e/%2e%2e${path}`,
      `/api/auth/..%2f..%2f${name}`,
    ],
  ]
}

function encoded(path: string): string[] {
  const name = path.slice(1)
  const [first = ""] = name
  const code = first.charCodeAt(0).toString(16)
  const firstEncoded = encodedFirst(path)
  const inside = name.replace("/", "%2f")
  return [
    ...[`\\${name}`, `/\\${name}`, firstEncoded, firstEncoded.toUpperCase(), `/%25${code}${name.slice(1)}`],
    ...[`/${inside}`, `/${inside.toUpperCase()}`, path.toUpperCase(), `/${first.toUpperCase()}${name.slice(1)}`],
  ]
}

const encodedFirst = (path: string): string => `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}`

function withEndings(path: string): string[] {
  const endings = [
    ...[";x", ";x=1", ";/", "%3b", "%00", "%0a", "%0d%0a", "%09", "%20", "%ff", "%c0%ae", "%", ".", "..", "%2e"],
    ...[".rsc", ".RSC", ".txt", ".json", ".html", ".action", "?", "#x", "%23", "%3f", "~"],
  ]
  return endings.map((ending) => `${path}${ending}`)
}

function asNextFetches(path: string, build: string): string[] {
  const name = path.slice(1)
  const endings = [
    ...[".rsc?_rsc=1", "?_rsc=1", "?nxtPslug=1", "?__nextLocale=de", ".prefetch.rsc", ".segments/_tree.segment.rsc"],
    ...[".segments/_index.segment.rsc", `.segments/${name}.segment.rsc`, `.segments${path}/__PAGE__.segment.rsc`],
    ".segments/_full.segment.rsc",
  ]
  return [
    ...endings.map((ending) => `${path}${ending}`),
    ...[`/_next/image?url=${encodeURIComponent(path)}&w=64&q=75`, `/_next/image?url=${path}&w=64&q=75`],
    `/_next/data/${build}${path}`,
  ]
}

function asPageData(path: string, build: string, open: string): string[] {
  const data = `/_next/data/${build}`
  return [
    ...[`${data}${path}.json`, `${data}/${locale}${path}.json`, `${data}/${path}.json`, `${data}${path}.json?x=1`],
    ...[`/_next//data/${build}${path}.json`, `/${data}${path}.json`, `${data}${encodedFirst(path)}.json`],
    ...[`/_next/data/x${path}.json`, `${data}${open}/..${path}.json`, `/_NEXT/data/${build}${path}.json`],
    `/_next/%64ata/${build}${path}.json`,
  ]
}

function elsewhere(path: string): string[] {
  const name = path.slice(1)
  return [
    ...[`/${locale}${path}`, `/${locale.toUpperCase()}${path}`, `/en${path}`, `/${locale}//${name}`, `/index${path}`],
    ...[`${path}/index`, `${path}/page`, `${path}/route`, `http://127.0.0.1${path}`, `//evil.test${path}`],
    ...[`/@fs${path}`, `/%20${name}`],
  ]
}
