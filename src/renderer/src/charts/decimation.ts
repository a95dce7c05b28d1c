// Thins a column of step values to what the pixels of a chart can show, straight from the typed array.

export interface Point {
  readonly x: number
  readonly y: number
}

/** A part of the step axis, both ends included. */
export interface StepRange {
  readonly min: number
  readonly max: number
}

/**
 * Points for the steps in `range` (1-based: index i is step i + 1) and one more on each side, so that a line
 * reaches the edges. Where there are more steps than `limit`, each bucket of steps gives its lowest and highest.
 * Buckets are a power of two wide and start at multiples of it, so points stay put while steps stream in.
 */
export function decimateExtremes(
  values: Float32Array,
  count: number,
  range: StepRange,
  limit: number,
): Point[] {
  const first = Math.max(0, Math.floor(range.min) - 2)
  const end = Math.min(count, Math.ceil(range.max) + 1)
  const width = bucketWidth(end - first, limit)
  const points: Point[] = []
  if (width === 1) {
    for (let index = first; index < end; index++) points.push({ x: index + 1, y: values[index] })
    return points
  }
  for (let start = first - (first % width); start < end; start += width) {
    addExtremes(points, values, Math.max(start, first), Math.min(start + width, end))
  }
  return points
}

/** Like `decimateExtremes`, but each bucket gives its mean, in its middle: for curves that are smooth already. */
export function decimateMeans(
  values: Float32Array,
  count: number,
  range: StepRange,
  limit: number,
): Point[] {
  const first = Math.max(0, Math.floor(range.min) - 2)
  const end = Math.min(count, Math.ceil(range.max) + 1)
  const width = bucketWidth(end - first, limit)
  const points: Point[] = []
  for (let start = first - (first % width); start < end; start += width) {
    addMean(points, values, Math.max(start, first), Math.min(start + width, end), end)
  }
  return points
}

/** Steps per bucket: 1, or a power of two that keeps two points per bucket within the limit. */
export function bucketWidth(steps: number, limit: number): number {
  let width = 1
  while ((steps / width) * (width === 1 ? 1 : 2) > limit) width *= 2
  return width
}

function addMean(
  points: Point[],
  values: Float32Array,
  start: number,
  stop: number,
  end: number,
): void {
  let sum = 0
  let known = 0
  for (let index = start; index < stop; index++) {
    if (!Number.isFinite(values[index])) continue
    sum += values[index]
    known++
  }
  // The last one stands at the end, so that the curve does not lag behind.
  const x = stop === end ? stop : (start + 1 + stop) / 2
  points.push({ x, y: known === 0 ? Number.NaN : sum / known })
}

function addExtremes(points: Point[], values: Float32Array, start: number, end: number): void {
  let lowest = -1
  let highest = -1
  for (let index = start; index < end; index++) {
    const value = values[index]
    if (!Number.isFinite(value)) continue
    if (lowest < 0 || value < values[lowest]) lowest = index
    if (highest < 0 || value > values[highest]) highest = index
  }
  if (lowest < 0) {
    points.push({ x: start + 1, y: Number.NaN })
    return
  }
  const [early, late] = lowest < highest ? [lowest, highest] : [highest, lowest]
  points.push({ x: early + 1, y: values[early] })
  if (late !== early) points.push({ x: late + 1, y: values[late] })
}
