// Axis ends that people can read and that stay put while values stream in.

export interface AxisRange {
  readonly min: number
  readonly max: number
  /** Distance between two ticks; 0 on a logarithmic axis. */
  readonly step: number
  /** The ticks of a logarithmic axis. */
  readonly ticks?: readonly number[]
}

export interface AxisLimits {
  readonly min?: number
  readonly max?: number
}

/** The round number (1, 2 or 5 times a power of ten) that divides `span` into at most `ticks` parts. */
export function tickStep(span: number, ticks: number): number {
  const rough = span / ticks
  const power = 10 ** Math.floor(Math.log10(rough))
  const share = rough / power
  // A hair of slack, since 0.3 / 0.1 is above 3.
  const factor = [1, 2, 5].find((round) => share <= round * 1.0001) ?? 10
  return factor * power
}

/** Round ends around the finite values, kept within `limits`; a range of 0 to 1 when there are none. */
export function axisRange(values: Iterable<number>, limits: AxisLimits = {}, ticks = 5): AxisRange {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) [low, high] = [limits.min ?? 0, limits.max ?? 1]
  if (high - low < 1e-9) [low, high] = [low - 0.05, high + 0.05]
  const step = tickStep(high - low, ticks)
  const min = round(Math.floor(low / step + 1e-6) * step)
  const max = round(Math.ceil(high / step - 1e-6) * step)
  return {
    min: Math.max(min, limits.min ?? -Infinity),
    max: Math.min(max, limits.max ?? Infinity),
    step,
  }
}

/** Ends and ticks of a logarithmic axis around the values above zero. */
export function logRange(values: Iterable<number>): AxisRange {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (!(value > 0) || !Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) [low, high] = [0.1, 1]
  const decades = Math.log10(high / low)
  if (decades < 0.5) return { ...evenTicks(low, high), step: 0 }
  const factors = decades > 4 ? [1] : decades > 2 ? [1, 3] : [1, 2, 5]
  const all = logSteps(Math.floor(Math.log10(low)) - 1, Math.ceil(Math.log10(high)) + 1, factors)
  const min = all.findLast((tick) => tick <= low * 1.0001) ?? low
  const max = all.find((tick) => tick >= high * 0.9999) ?? high
  return { min, max, step: 0, ticks: all.filter((tick) => tick >= min && tick <= max) }
}

function logSteps(from: number, to: number, factors: readonly number[]): number[] {
  const powers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return powers.flatMap((power) => factors.map((factor) => round(factor * 10 ** power)))
}

// Over less than half a decade, ticks at equal distances are rounder than 1, 2 and 5.
function evenTicks(low: number, high: number): Omit<AxisRange, 'step'> {
  const flat = high / low < 1.001
  const [from, to] = flat ? [low / 1.1, high * 1.1] : [low, high]
  const step = tickStep(to - from, 5)
  const first = Math.floor(from / step + 1e-6)
  const last = Math.ceil(to / step - 1e-6)
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    round((first + index) * step),
  )
  const above = ticks.filter((tick) => tick > 0)
  return { min: above[0], max: above[above.length - 1], ticks: above }
}

/** A tick of a value axis in few characters: `0.25`, `1,500`, `2e-5`. */
export function formatTick(value: number): string {
  const plain = value.toLocaleString('en-US', { maximumSignificantDigits: 6 })
  if (value === 0 || plain.length <= 7 - (Math.abs(value) < 1 ? 1 : 0)) return plain
  const rounded = Number(value.toPrecision(6))
  return rounded.toExponential().replace('e+', 'e')
}

/** The distance of ticks that people read as times, in seconds. */
export function timeTickStep(span: number): number {
  const rough = span / 7
  const round = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200]
  if (rough <= 1) return tickStep(span, 7)
  return round.find((step) => step >= rough) ?? 86_400 * Math.ceil(rough / 86_400)
}

// 3 × 0.1 is 0.30000000000000004, which a tick label would show.
function round(value: number): number {
  return Number(value.toPrecision(12))
}

/**
 * Where the step axis ends: at the last step once a run has ended; while it trains, at a round number
 * ahead of it, so that the axis moves seldom, and never beyond the planned end.
 * @param planned steps of the whole run, or null while that is not known
 */
export function stepAxisEnd(count: number, planned: number | null, live: boolean): number {
  if (!live) return Math.max(count, 2)
  const end = Math.ceil(roundAhead(Math.max(count * 1.05, 20)))
  return planned === null ? end : Math.max(count, Math.min(end, planned), 2)
}

/** The next round number at or above `wanted`. */
export function roundAhead(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted))
  const ahead = [1, 1.5, 2, 3, 4, 5, 7.5, 10].find((factor) => factor * power >= wanted) ?? 10
  return ahead * power
}

/**
 * The middle of noisy values: all but the outermost share at each end, so that one spike does not flatten a chart.
 * @param share cut off at each end, e.g. 0.02
 */
export function withoutOutliers(values: readonly number[], share: number): [number, number] | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  if (sorted.length === 0) return null
  const cut = Math.floor(sorted.length * share)
  return [sorted[cut], sorted[sorted.length - 1 - cut]]
}
