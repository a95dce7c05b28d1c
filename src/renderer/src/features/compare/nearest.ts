// Which drawn run is nearest to the pointer.

export interface Place {
  readonly x: number
  readonly y: number
}

/** A run's line over the axes, from left to right; no y where it has no value. */
export interface DrawnLine {
  readonly points: readonly { readonly x: number; readonly y: number | null }[]
}

/** The line that passes nearest to a place, at most `reach` pixels above or below it. */
export function nearestLine<Line extends DrawnLine>(
  lines: readonly Line[],
  place: Place,
  reach: number,
): Line | null {
  return nearest(lines, reach, (line) => {
    const y = heightAt(line, place.x)
    return y === null ? Infinity : Math.abs(y - place.y)
  })
}

/** The point nearest to a place, at most `reach` pixels away. */
export function nearestPoint<Point extends Place>(
  points: readonly Point[],
  place: Place,
  reach: number,
): Point | null {
  return nearest(points, reach, ({ x, y }) => Math.hypot(x - place.x, y - place.y))
}

function nearest<Item>(
  items: readonly Item[],
  reach: number,
  distance: (item: Item) => number,
): Item | null {
  let found: Item | null = null
  let least = reach
  for (const item of items) {
    const away = distance(item)
    if (!(away <= least)) continue
    least = away
    found = item
  }
  return found
}

function heightAt({ points }: DrawnLine, x: number): number | null {
  const next = points.findIndex((point) => point.x >= x)
  const [one, other] = [points[next - 1], points[next]]
  if (!one || !other || one.y === null || other.y === null) return null
  return one.y + ((x - one.x) / (other.x - one.x)) * (other.y - one.y)
}
