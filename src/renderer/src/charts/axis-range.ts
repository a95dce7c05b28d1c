// Axis ends that people can read and that stay put while values stream in.

export interface AxisRange {
  readonly min: number
  readonly max: number
  /** Distance between two ticks. */
  readonly step: number
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
  const wanted = Math.max(count * 1.05, 20)
  const power = 10 ** Math.floor(Math.log10(wanted))
  const ahead = [1, 1.5, 2, 3, 4, 5, 7.5, 10].find((factor) => factor * power >= wanted) ?? 10
  const end = Math.ceil(ahead * power)
  return planned === null ? end : Math.max(count, Math.min(end, planned), 2)
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
