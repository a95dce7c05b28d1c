// Which vectors point the most nearly the same way: by cosine, every one compared with every other.

/** The nearest of one vector, nearest first. */
export interface Nearest {
  readonly rows: readonly number[]
  /** Cosines, from 1 down to -1. */
  readonly similarities: readonly number[]
}

/**
 * The `count` rows nearest to row `of`, itself left out; of equals the earlier row comes first.
 * @param units [rows, width], each of length 1, as `unitRows` gives them
 * @param from rows before this one are left out
 */
export function nearestRows(
  units: Float32Array,
  width: number,
  of: number,
  count: number,
  from = 0,
): Nearest {
  const rows: number[] = []
  const similarities: number[] = []
  const end = units.length / width
  for (let row = from; row < end; row++) {
    if (row === of) continue
    const similarity = dot(units, of * width, row * width, width)
    if (rows.length === count && similarity <= similarities[count - 1]) continue
    insert(rows, similarities, row, similarity)
    if (rows.length > count) {
      rows.pop()
      similarities.pop()
    }
  }
  return { rows, similarities }
}

// From the end: the lists are short, and most rows belong near it.
function insert(rows: number[], similarities: number[], row: number, similarity: number): void {
  let place = rows.length
  while (place > 0 && similarities[place - 1] < similarity) place--
  rows.splice(place, 0, row)
  similarities.splice(place, 0, similarity)
}

function dot(values: Float32Array, one: number, other: number, width: number): number {
  let sum = 0
  for (let at = 0; at < width; at++) sum += values[one + at] * values[other + at]
  return sum
}
