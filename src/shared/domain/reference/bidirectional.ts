// A Bidirectional: one cell reads from the first token on, another from the last one, and both answers are merged
// (Schuster and Paliwal 1997).
import type { ReferenceLayer } from './types'

type MergeMode = Extract<ReferenceLayer, { type: 'Bidirectional' }>['mergeMode']

/** Numbers in a merged row. */
export function mergedWidth(mergeMode: MergeMode, units: number): number {
  return mergeMode === 'concat' ? 2 * units : units
}

/**
 * @param forward, backward [rows, units], row t of both about the same token
 * @returns [rows, 2 x units] of concat, else [rows, units]
 */
export function merge(
  mergeMode: MergeMode,
  units: number,
  forward: Float64Array,
  backward: Float64Array,
): Float64Array {
  if (mergeMode === 'concat') return sideBySide(units, forward, backward)
  const merged = new Float64Array(forward.length) // [rows, units]
  for (let at = 0; at < merged.length; at++) {
    const [one, other] = [forward[at], backward[at]]
    if (mergeMode === 'sum') merged[at] = one + other
    else if (mergeMode === 'ave') merged[at] = (one + other) / 2
    else merged[at] = one * other
  }
  return merged
}

/**
 * @param gradient dL/d(merged)
 * @returns dL/d(forward) and dL/d(backward): [rows, units] each
 */
export function mergeBackward(
  mergeMode: MergeMode,
  units: number,
  forward: Float64Array,
  backward: Float64Array,
  gradient: Float64Array,
): readonly [Float64Array, Float64Array] {
  switch (mergeMode) {
    case 'concat':
      return apart(units, gradient)
    case 'sum':
      return [gradient, gradient]
    case 'ave': {
      const half = gradient.map((one) => one / 2)
      return [half, half]
    }
    case 'mul':
      return [
        gradient.map((one, at) => one * backward[at]),
        gradient.map((one, at) => one * forward[at]),
      ]
  }
}

/** Two of [rows, units] to [rows, 2 x units]. */
export function sideBySide(units: number, one: Float64Array, other: Float64Array): Float64Array {
  const joined = new Float64Array(one.length * 2)
  for (let from = 0; from < one.length; from += units) {
    joined.set(one.subarray(from, from + units), 2 * from)
    joined.set(other.subarray(from, from + units), 2 * from + units)
  }
  return joined
}

/** [rows, 2 x units] to two of [rows, units]. */
export function apart(units: number, joined: Float64Array): readonly [Float64Array, Float64Array] {
  const one = new Float64Array(joined.length / 2)
  const other = new Float64Array(joined.length / 2)
  for (let from = 0; from < one.length; from += units) {
    one.set(joined.subarray(2 * from, 2 * from + units), from)
    other.set(joined.subarray(2 * from + units, 2 * from + 2 * units), from)
  }
  return [one, other]
}
