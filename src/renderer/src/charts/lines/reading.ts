// Reading a small chart of lines at a place: the values there, where the keys lead to, and the words for a screen reader.
import { formatTick } from '../axis-range'
import { formatValue } from '../heat-map/value-words'
import type { ChartLine, LineAxes } from './lines'
import type { LinesTable } from './table'

export interface ReadValue {
  readonly line: ChartLine
  readonly words: string
}

/** More lines than these are read in even distances, the first and the last among them. */
const mostRead = 8

/** The values of the lines that have one at a place, and how many more there are. */
export function readAt(
  lines: readonly ChartLine[],
  table: LinesTable,
  axes: LineAxes,
  place: number,
): { readonly values: readonly ReadValue[]; readonly more: number } {
  const there = lines.flatMap((line, index): ReadValue[] => {
    const words = wordsAt(table, axes, place, index)
    return words === '' ? [] : [{ line, words }]
  })
  const values = thinned(there)
  return { values, more: there.length - values.length }
}

/** A line's value at a place; nothing where it has none. */
export function wordsAt(table: LinesTable, axes: LineAxes, place: number, line: number): string {
  const { valueWords = formatValue } = axes
  const value = table.valueAt(place, line)
  return Number.isNaN(value) ? '' : valueWords(value)
}

/** `Epoch 3`, `Tokens back from the output: 12`. */
export function placeWords({ xTitle }: LineAxes, place: number): string {
  return xTitle.includes(' ') ? `${xTitle}: ${formatTick(place)}` : `${xTitle} ${formatTick(place)}`
}

/** `Epoch 3: W_f 2.100, U_f 1.050`. */
export function readingWords(
  lines: readonly ChartLine[],
  table: LinesTable,
  axes: LineAxes,
  place: number,
): string {
  const { values, more } = readAt(lines, table, axes, place)
  const read = values.map(({ line, words }) => `${line.name} ${words}`)
  if (more > 0) read.push(`and ${more} more`)
  return `${placeWords(axes, place)}. ${read.join(', ')}`
}

/** The place that a key leads to, as in a slider; undefined for a key that does not move. */
export function placeAfterKey(
  key: string,
  place: number,
  places: readonly number[],
): number | undefined {
  const [index, last] = [places.indexOf(place), places.length - 1]
  const far = Math.max(1, Math.round(places.length / 10))
  const moves: Record<string, number> = {
    ...{ ArrowRight: index + 1, ArrowUp: index + 1, ArrowLeft: index - 1, ArrowDown: index - 1 },
    ...{ PageUp: index + far, PageDown: index - far, Home: 0, End: last },
  }
  return key in moves ? places[Math.max(0, Math.min(last, moves[key]))] : undefined
}

function thinned<T>(all: readonly T[]): readonly T[] {
  if (all.length <= mostRead) return all
  const step = (all.length - 1) / (mostRead - 1)
  return Array.from({ length: mostRead }, (_, index) => all[Math.round(index * step)])
}
