// A unit's numbers over the tokens as a line in a small plot.
import type { Domain, ScaleKind } from '../../../charts/heat-map/scale-types'
import { formatEnd } from '../../../charts/heat-map/value-words'

export interface LinePlot {
  /** The points of a polyline; a missing number ends one line and begins another. */
  readonly lines: readonly string[]
  /** Where zero lies. */
  readonly zero: number
}

/** In pixels. */
export interface LineSize {
  readonly width: number
  readonly height: number
}

/** Pixels above and below the line. */
const margin = 3

/** `-1 to 1`: the numbers at the bottom and the top of a plot. */
export function rangeWords(domain: Domain, kind: ScaleKind): string {
  return endsOf(domain, kind).map(formatEnd).join(' to ')
}

/** Where a value lies, from the top. */
export function heightOf(value: number, domain: Domain, kind: ScaleKind, height: number): number {
  const [low, high] = endsOf(domain, kind)
  const share = Math.max(0, Math.min(1, (value - low) / (high - low)))
  return margin + (1 - share) * (height - 2 * margin)
}

/** Where a token lies: the middle of its share of the width. */
export function leftOf(token: number, count: number, width: number): number {
  return ((token + 0.5) / Math.max(1, count)) * width
}

export function linePlot(
  values: Float32Array,
  domain: Domain,
  kind: ScaleKind,
  { width, height }: LineSize,
): LinePlot {
  const lines: string[][] = [[]]
  for (const [token, value] of values.entries()) {
    if (Number.isNaN(value)) {
      lines.push([])
      continue
    }
    const [x, y] = [leftOf(token, values.length, width), heightOf(value, domain, kind, height)]
    lines[lines.length - 1].push(`${x.toFixed(1)},${y.toFixed(1)}`)
  }
  return {
    lines: lines.filter((points) => points.length > 0).map((points) => points.join(' ')),
    zero: heightOf(0, domain, kind, height),
  }
}

/** The numbers at the bottom and the top of a plot. */
export function endsOf(domain: Domain, kind: ScaleKind): readonly [number, number] {
  const limit = Math.max(Math.abs(domain[0]), Math.abs(domain[1])) || 1
  return kind === 'diverging' ? [-limit, limit] : [0, domain[1] || 1]
}
