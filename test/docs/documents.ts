/** The pages people read, as data: their code blocks, tables, links and headings. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { repository } from "../support/install-countersign.js"

export interface Block {
  /** Word after the fence: `ts`, `sh` … */
  language: string
  /** What `title="…"` says: the file that the block is. */
  title: string | undefined
  code: string
  /** Where it is, for messages. */
  place: string
}

export interface Document {
  /** Relative to the repository: `docs/start.md`. */
  path: string
  text: string
  blocks: Block[]
}

const paths = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  ...readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
]

export const documents: Document[] = paths.map((path) => {
  const text = readFileSync(join(repository, path), "utf8")
  return { path, text, blocks: blocksOf(path, text) }
})

export function documentAt(path: string): Document {
  const found = documents.find((one) => one.path === path)
  if (!found) throw new Error(`There is no ${path}`)
  return found
}

function blocksOf(path: string, text: string): Block[] {
  return [...text.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)].map(({ 1: language = "", 2: code = "", index }) => ({
    language,
    title: /^(?:\/\/|#) (\S+\.\w+|\.env\S*)\n/.exec(code)?.[1],
    code,
    place: `${path}:${text.slice(0, index).split("\n").length}`,
  }))
}

/** A page without its code blocks. */
export const prose = ({ text }: Document): string => text.replace(/^```[\s\S]*?^```$/gm, "")

/** The text between this heading and the next of any level. */
export function section(document: Document, heading: string): string {
  const start = document.text
    .split("\n")
    .findIndex((line) => line.replace(/^#+ /, "") === heading && line.startsWith("#"))
  if (start < 0) throw new Error(`${document.path} has no heading "${heading}"`)
  const lines = document.text.split("\n").slice(start + 1)
  const end = lines.findIndex((line) => /^#+ /.test(line))
  return lines.slice(0, end < 0 ? undefined : end).join("\n")
}

/** The rows of the tables in a text, without their headings. */
export function rows(text: string): string[][] {
  return text
    .split("\n")
    .filter(
      (line, i, lines) =>
        line.startsWith("|") && !/^\|[-|: ]+\|$/.test(line) && !/^\|[-|: ]+\|$/.test(lines[i + 1] ?? ""),
    )
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
}

/** What stands between the first backticks of a cell. */
export const codeIn = (cell: string | undefined): string => /`([^`]+)`/.exec(cell ?? "")?.[1] ?? ""

/** The anchors that headings have. */
export const anchors = (document: Document): string[] =>
  [...prose(document).matchAll(/^#+ (.+)$/gm)].map(({ 1: heading = "" }) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  )
