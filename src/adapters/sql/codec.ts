/** How a value is written to and read from a column, whatever library made the column. */
import { type RawBuilder, sql } from "kysely"
import { StorageError } from "../../core/errors.js"
import type { ColumnKind, Dialect } from "./schema.js"

export interface Codec {
  /** What stands in a statement for a value that is not `null`. */
  encode(value: unknown): unknown
  /** What a value that is not `null` means. */
  decode(value: unknown): unknown
  /** What stands in a select list for the column. */
  read(column: RawBuilder<unknown>): RawBuilder<unknown>
  /** Whether a column of this type can hold the value at all: comparing it otherwise is an error, or a false match. */
  fits(value: unknown): boolean
}

/** What an introspected column is; `sample` is a value it holds, where SQLite's type does not say how dates are kept. */
export interface DeclaredColumn {
  readonly dialect: Dialect
  readonly type: string
  readonly sample?: unknown
}

const asIs: Codec = { encode: storable, decode: (value) => value, read: (column) => column, fits: () => true }

/** `kind` is `undefined` for a column of the app's own: then its declared type decides. */
export function codecFor(declared: DeclaredColumn, kind: ColumnKind | undefined): Codec {
  switch (kind ?? kindOf(declared.type)) {
    case "time":
      return timeCodec(declared)
    case "boolean":
      return booleanCodec(declared)
    case "integer":
      return { ...asIs, encode: wholeNumber, decode: Number }
    case "id":
      return { ...asIs, decode: String, fits: idTest(declared.type) }
    case "json":
      return {
        ...asIs,
        encode: (value) => JSON.stringify(value),
        decode: declared.dialect === "sqlite" ? fromJson : asIs.decode,
      }
    default:
      return asIs
  }
}

function kindOf(type: string): ColumnKind | "json" | undefined {
  if (/^(timestamp|datetime)/i.test(type)) return "time"
  if (/^(bool|tinyint\(1\))/i.test(type)) return "boolean"
  if (/^jsonb?$/i.test(type)) return "json"
  return undefined
}

export const isInteger = (type: string): boolean => /int|serial|number/i.test(type)

function idTest(type: string): Codec["fits"] {
  if (isInteger(type)) return (id) => /^\d{1,18}$/.test(String(id))
  if (/^uuid$/i.test(type)) return (id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(id))
  return () => true
}

/** An object in a statement is a value like any other: mysql2 would make conditions of it. */
function storable(value: unknown): unknown {
  const isObject = typeof value === "object" && !(value instanceof Date) && !(value instanceof Uint8Array)
  return isObject ? JSON.stringify(value) : value
}

function wholeNumber(value: unknown): unknown {
  const number = Number(value)
  return Number.isFinite(number) ? Math.trunc(number) : null
}

function fromJson(value: unknown): unknown {
  try {
    return JSON.parse(String(value))
  } catch {
    return value
  }
}

function booleanCodec({ dialect, type }: DeclaredColumn): Codec {
  const isNative = dialect === "postgres" && /^bool/i.test(type)
  return {
    ...asIs,
    encode: (value) => (isNative ? Boolean(value) : Number(Boolean(value))),
    decode: (value) => (typeof value === "boolean" ? value : Number(value) !== 0),
  }
}

function timeCodec(declared: DeclaredColumn): Codec {
  const { dialect, type, sample } = declared
  const reading = { ...asIs, decode: toDate }
  if (holdsNumbers(declared)) {
    const unit = isSeconds(sample) ? 1000 : 1
    return { ...reading, encode: (value) => Math.trunc(toDate(value).getTime() / unit) }
  }
  if (dialect === "postgres" && type === "timestamptz") return { ...reading, encode: toDate }
  if (dialect === "mysql" && /^timestamp/i.test(type)) return mysqlTimestamp
  if (dialect === "postgres" && type === "timestamp") {
    // Without a zone, every library means UTC; the driver would read local time.
    return { ...reading, encode: (value) => iso(value).slice(0, -1), read: (column) => sql`cast(${column} as text)` }
  }
  if (dialect === "mysql" && /^datetime/i.test(type)) {
    return {
      ...reading,
      encode: (value) => iso(value).slice(0, -1).replace("T", " "),
      read: (column) => sql`cast(${column} as char)`,
    }
  }
  return { ...reading, encode: iso }
}

/** MySQL converts these by the connection's time zone, which is whatever the pool was set to. */
const mysqlTimestamp: Codec = {
  ...asIs,
  encode: (value) => sql`from_unixtime(${(toDate(value).getTime() / 1000).toFixed(3)})`,
  decode: (seconds) => new Date(Math.round(Number(seconds) * 1000)),
  read: (column) => sql`unix_timestamp(${column})`,
}

const holdsNumbers = ({ type, sample }: DeclaredColumn): boolean =>
  sample === undefined ? isInteger(type) : typeof sample === "number" || typeof sample === "bigint"

/** Milliseconds passed 10¹¹ in 1973; seconds will in the year 5138. */
const isSeconds = (time: unknown): boolean => time !== undefined && Math.abs(Number(time)) < 1e11

const iso = (value: unknown): string => toDate(value).toISOString()

/** Text without a zone is UTC, as every library that writes such text means it. */
function toDate(value: unknown): Date {
  const date = readDate(value)
  if (!Number.isNaN(date.getTime())) return date
  throw new StorageError("STORAGE_FAILED", "A column that holds times holds something else.")
}

function readDate(value: unknown): Date {
  if (value instanceof Date) return value
  const text = String(value)
  if (/^-?\d+(\.\d+)?$/.test(text)) return new Date(isSeconds(text) ? Number(text) * 1000 : Number(text))
  const hasZone = /(z|[+-]\d\d(:?\d\d)?)$/i.test(text.slice(10))
  return new Date(hasZone ? text : `${text.replace(" ", "T")}Z`)
}
