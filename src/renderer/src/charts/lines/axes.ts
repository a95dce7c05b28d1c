// The axes of a small chart of lines: where they begin and end, and at which numbers their ticks stand.
import { axisRange, logRange, tickStep } from '../axis-range'
import type { LineAxes } from './lines'

export interface ValueAxis {
  readonly min: number
  readonly max: number
  readonly ticks: readonly number[]
}

const usualDecades = 9
const mostLogTicks = 7

/** Round ends around all that are finite; a logarithmic axis ends at the latest so many powers of ten below the largest. */
export function valueAxis(all: readonly number[], axes: LineAxes): ValueAxis {
  const { isLog, decades = usualDecades, yLimits = {} } = axes
  const values = all.filter(Number.isFinite)
  if (isLog) {
    const largest = values.reduce((most, value) => Math.max(most, value), 0)
    const least = largest / 10 ** decades
    const { min, max, ticks = [] } = logRange(values.map((value) => Math.max(value, least)))
    const every = Math.ceil(ticks.length / mostLogTicks)
    return { min, max, ticks: ticks.filter((_, index) => index % every === 0) }
  }
  const ends = [yLimits.min, yLimits.max].filter((end) => end !== undefined)
  const { min, max, step } = axisRange([...values, ...ends], yLimits)
  const ticks = Array.from({ length: Math.round((max - min) / step) + 1 }, (_, index) =>
    Number((min + index * step).toPrecision(12)),
  )
  return { min, max, ticks: ticks.filter((tick) => tick <= max) }
}

/** Whole numbers, as tokens, steps and epochs are; on an even axis each place, as many as have room. */
export function xTicks(
  places: readonly number[],
  isEven: boolean,
  width: number,
): readonly number[] {
  const most = Math.max(2, Math.floor(width / 52))
  if (isEven) {
    const every = Math.ceil(places.length / most)
    return places.filter((_, index) => index % every === 0)
  }
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 1]
  const step = Math.max(1, tickStep(Math.max(1, last - first), most))
  const from = Math.ceil(first / step)
  const count = Math.floor(last / step) - from + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => (from + index) * step)
}
