// The numbers of a small chart of lines: by place, for a table, a reading and CSV.
import { csvField, csvNumber, csvOf } from '../csv-text'
import { placesOf, type ChartLine } from './lines'

export interface LinesTable {
  /** Every place that any line has, in order. */
  readonly places: readonly number[]
  /** NaN where a line, by its index, has no value. */
  valueAt(place: number, line: number): number
}

export function tableOf(lines: readonly ChartLine[]): LinesTable {
  const values = lines.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])))
  return {
    places: placesOf(lines),
    valueAt: (place, line) => values[line].get(place) ?? Number.NaN,
  }
}

/** A line for each place: the values of all lines there. */
export function linesCsv(lines: readonly ChartLine[], xTitle: string): string {
  const { places, valueAt } = tableOf(lines)
  const head = [xTitle, ...lines.map(({ name }) => name)].map(csvField)
  const rows = places.map((place) =>
    [place, ...lines.map((_, line) => valueAt(place, line))].map(csvNumber),
  )
  return csvOf([head, ...rows])
}
