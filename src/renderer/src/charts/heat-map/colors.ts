// The colours of numbers: two scales that are straight lines in OKLab, so that equal steps look equally large, with zero at the neutral colour.
import type { ScaleKind, ThemeName, Domain } from './scale-types'
import { linearOfByte, oklabOfOklch, rgbOfOklab, type Oklab, type Rgb } from './oklab'

/** Steps of each arm of a scale. */
export const steps = 256

interface Ends {
  readonly neutral: Oklab
  readonly negative: Oklab
  readonly positive: Oklab
  /** Of a scale that begins at zero. */
  readonly most: Oklab
}

// Both arms end at the same lightness, so that a number and its opposite weigh the same; blue against orange keeps its
// contrast for eyes that miss red or green.
const ends: Record<ThemeName, Ends> = {
  light: {
    neutral: oklabOfOklch(0.965, 0.003, 95),
    negative: oklabOfOklch(0.54, 0.17, 258),
    positive: oklabOfOklch(0.54, 0.138, 47),
    most: oklabOfOklch(0.36, 0.14, 300),
  },
  dark: {
    neutral: oklabOfOklch(0.25, 0.004, 286),
    negative: oklabOfOklch(0.8, 0.105, 245),
    positive: oklabOfOklch(0.8, 0.125, 65),
    most: oklabOfOklch(0.87, 0.1, 310),
  },
}

/** Of numbers that are missing: apart from every number of a scale. */
const missing: Record<ThemeName, Rgb> = { light: [196, 194, 188], dark: [72, 72, 78] }

/** Where a value stands: -1 to 1 on a diverging scale, 0 to 1 on a sequential one; beyond the domain its end; NaN stays. */
export function positionOf(value: number, [low, high]: Domain, kind: ScaleKind): number {
  if (Number.isNaN(value)) return value
  const limit = kind === 'diverging' ? Math.max(Math.abs(low), Math.abs(high)) : high
  // A scale of zeros only has one colour.
  const position = limit === 0 ? 0 : value / limit
  return Math.max(kind === 'diverging' ? -1 : 0, Math.min(1, position))
}

/** The colour of a position of `positionOf`, each part 0 to 255. */
export function rgbAt(position: number, kind: ScaleKind, theme: ThemeName): Rgb {
  if (Number.isNaN(position)) return missing[theme]
  const { neutral, negative, positive, most } = ends[theme]
  const end = kind === 'sequential' ? most : position < 0 ? negative : positive
  return rgbOfOklab(between(neutral, end, Math.abs(position)))
}

/** The colour of a number as `#rrggbb`. */
export function colorOf(value: number, domain: Domain, kind: ScaleKind, theme: ThemeName): string {
  return hexOf(rgbAt(positionOf(value, domain, kind), kind, theme))
}

/** Black or white, whichever can be read on the colour of a number. */
export function inkOn(value: number, domain: Domain, kind: ScaleKind, theme: ThemeName): string {
  const [red, green, blue] = rgbAt(positionOf(value, domain, kind), kind, theme).map(linearOfByte)
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return luminance > 0.179 ? '#000000' : '#ffffff'
}

/**
 * Every colour of a scale for pixels: four bytes each of `2 * steps + 1` positions from -1 to 1, then of what is missing. A
 * sequential scale uses the half from 0 on.
 */
export function colorTable(kind: ScaleKind, theme: ThemeName): Uint8ClampedArray {
  const table = new Uint8ClampedArray((2 * steps + 2) * 4)
  for (let index = -steps; index <= steps; index++) {
    const position = kind === 'sequential' ? Math.max(0, index / steps) : index / steps
    table.set([...rgbAt(position, kind, theme), 255], (index + steps) * 4)
  }
  table.set([...missing[theme], 255], (2 * steps + 1) * 4)
  return table
}

/** Where a position stands in a `colorTable`, in colours. */
export function tableIndex(position: number): number {
  return Number.isNaN(position) ? 2 * steps + 1 : Math.round(position * steps) + steps
}

function between(from: Oklab, to: Oklab, share: number): Oklab {
  const at = (index: 0 | 1 | 2): number => from[index] + (to[index] - from[index]) * share
  return [at(0), at(1), at(2)]
}

function hexOf(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
