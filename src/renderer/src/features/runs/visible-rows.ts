// Which rows of a long list are in sight, from their heights: of a thousand only those are in the page.

export interface VisibleRows {
  /** The first row in sight, and the one after the last. */
  readonly from: number
  readonly to: number
}

/** Where each row begins, and last where the list ends. */
export function rowOffsets(heights: readonly number[]): readonly number[] {
  const offsets = [0]
  for (const height of heights) offsets.push(offsets[offsets.length - 1] + height)
  return offsets
}

/**
 * The rows between `top` and `top + height`, and `spare` more at each side, so that the focus finds its neighbours.
 * @param offsets of `rowOffsets`
 */
export function visibleRows(
  offsets: readonly number[],
  top: number,
  height: number,
  spare: number,
): VisibleRows {
  const count = offsets.length - 1
  const from = Math.max(0, firstBelow(offsets, top) - spare)
  const to = Math.min(count, firstBelow(offsets, top + height) + 1 + spare)
  return { from: Math.min(from, to), to }
}

/** The row that holds a place, by halving. */
function firstBelow(offsets: readonly number[], place: number): number {
  let low = 0
  let high = offsets.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (offsets[middle + 1] > place) high = middle
    else low = middle + 1
  }
  return low
}
