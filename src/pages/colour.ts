const hex = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i
const coordinates =
  /^(rgb|hsl)a?\(\s*([\d.]{1,9}(?:%|deg)?)[\s,]+([\d.]{1,9}%?)[\s,]+([\d.]{1,9}%?)\s*(?:[,/]\s*[\d.]{1,9}%?\s*)?\)$/i
const name = /^(?!(?:inherit|initial|unset|revert|transparent|currentcolor)$)[a-z]{3,20}$/i

/**
 * A CSS colour that is safe to print in a stylesheet: hexadecimal, `rgb()`, `hsl()` or a word; `undefined` for anything else.
 * Opacity is dropped, so that what is read on the colour does not depend on what lies below.
 */
export function parseColour(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined
  const text = value.trim()
  if (hex.test(text)) return text.slice(0, text.length < 7 ? 4 : 7)
  const [, space, ...numbers] = coordinates.exec(text) ?? []
  if (space) return `${space}(${numbers.join(" ")})`
  return name.test(text) ? text : undefined
}

/**
 * Relative luminance of a hexadecimal colour, 0 (black) to 1 (white); `undefined` for colours only a browser can resolve.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
 */
function luminance(colour: string): number | undefined {
  if (!colour.startsWith("#")) return undefined
  const step = colour.length === 4 ? 1 : 2
  const channel = (i: number): number => {
    const digits = colour.slice(1 + i * step, 1 + (i + 1) * step)
    const level = Number.parseInt(step === 1 ? digits + digits : digits, 16) / 255
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
}

/** Whether WCAG's 4.5 : 1 is met. Colours that cannot be computed here pass: their author has seen them. */
function isLegible(text: string, background: string): boolean {
  const [a, b] = [luminance(text), luminance(background)]
  if (a === undefined || b === undefined) return true
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= 4.5
}

/** Up to this luminance white text has 4.5 : 1; above it, black text has. */
const whiteUpTo = 0.1833

/** White where it can be read on a background, otherwise black; where only the browser can tell, an expression for it. */
export function inkOn(background: string): string {
  const light = luminance(background)
  if (light !== undefined) return light > whiteUpTo ? "#000" : "#fff"
  const channel = `clamp(0,(${whiteUpTo} - .2126*r - .7152*g - .0722*b)*infinity,1)`
  return `color(from ${background} srgb-linear ${channel} ${channel} ${channel})`
}

/**
 * A rule that paints a background, with text that can be read on it.
 *
 * @param background as {@link parseColour} gave it
 * @param text kept when it is readable; when it was `chosen` for exactly this background, kept in any case
 */
export function paint(selector: string, background: string, text?: string, chosen = false): string {
  const kept = text !== undefined && (chosen || isLegible(text, background))
  const rule = `${selector}{background:${background};color:${inkOn(background)}${kept ? `;color:${text}` : ""}}`
  return background.startsWith("#") ? rule : `@supports (color:${background}){${rule}}`
}
