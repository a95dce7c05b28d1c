// What the legend of a heat map shows, for the page and the SVG alike.
import type { Coloring } from './cell-pixels'
import { colorOf } from './colors'
import { formatEnd } from './value-words'

export interface Legend {
  readonly low: string
  readonly high: string
  /** From low to high. */
  readonly colors: readonly string[]
  /** Where zero is, as a share of the width. */
  readonly zero: number
}

const count = 41

/** @param isCut some numbers lie beyond the ends, which says so with signs */
export function legendOf({ kind, domain, theme }: Coloring, isCut: boolean): Legend {
  const high = kind === 'diverging' ? Math.max(Math.abs(domain[0]), Math.abs(domain[1])) : domain[1]
  const low = kind === 'diverging' ? -high : 0
  const colors = Array.from({ length: count }, (_, index) => {
    const value = low + ((high - low) * index) / (count - 1)
    return colorOf(value, domain, kind, theme)
  })
  return {
    low: `${isCut && low < 0 ? '≤ ' : ''}${formatEnd(low)}`,
    high: `${isCut ? '≥ ' : ''}${formatEnd(high)}`,
    colors,
    zero: kind === 'diverging' ? 0.5 : 0,
  }
}
