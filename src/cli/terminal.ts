/** What the command line says, and in which colour. */
import { stripVTControlCharacters } from "node:util"
import * as env from "../core/options/env.js"

const wantsColour = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && !env.noColour()

const write = (stream: NodeJS.WriteStream, text: string): void => {
  stream.write(`${wantsColour(stream) ? text : stripVTControlCharacters(text)}\n`)
}

/** Writes a line to standard output; colours are taken out where it is no terminal, or `NO_COLOR` is set. */
export const say = (text = ""): void => write(process.stdout, text)

/** The same, to standard error. */
export const complain = (text: string): void => write(process.stderr, text)

export const bold = (text: string): string => `\x1b[1m${text}\x1b[22m`
export const dim = (text: string): string => `\x1b[2m${text}\x1b[22m`
export const green = (text: string): string => `\x1b[32m${text}\x1b[39m`
export const red = (text: string): string => `\x1b[31m${text}\x1b[39m`
export const yellow = (text: string): string => `\x1b[33m${text}\x1b[39m`
