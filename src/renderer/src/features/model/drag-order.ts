// Where a dragged row would land, from the places of the rows when the drag began.

export interface RowPlace {
  readonly top: number
  readonly height: number
}

/**
 * The index that the row at `from` takes when its middle has been moved by `offset` pixels:
 * it passes a neighbour once its middle is beyond the neighbour's.
 */
export function landingIndex(places: readonly RowPlace[], from: number, offset: number): number {
  const middle = places[from].top + places[from].height / 2 + offset
  let index = from
  while (index > 0 && middle < middleOf(places[index - 1])) index--
  while (index < places.length - 1 && middle > middleOf(places[index + 1])) index++
  return index
}

/** How far the row at `index` makes way while the one at `from` is held over `to`. */
export function wayFor(
  places: readonly RowPlace[],
  index: number,
  from: number,
  to: number,
  gap: number,
): number {
  const size = places[from].height + gap
  if (index > from && index <= to) return -size
  return index < from && index >= to ? size : 0
}

function middleOf(place: RowPlace): number {
  return place.top + place.height / 2
}
