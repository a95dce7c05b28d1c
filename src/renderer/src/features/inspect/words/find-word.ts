// Finds words of a map: under the pointer, in a direction from another one, and by what was typed.
import type { Point } from './word-map-view.svelte'

/** The word nearest to a point of the plot, at most so many pixels away; null: none. */
export function wordAt(points: readonly Point[], { x, y }: Point, reach: number): number | null {
  let best: number | null = null
  let least = reach
  for (const [word, point] of points.entries()) {
    const away = Math.hypot(point.x - x, point.y - y)
    if (away > least) continue
    best = word
    least = away
  }
  return best
}

export type Heading = 'left' | 'right' | 'up' | 'down'

/** The nearest word that lies that way, within 45 degrees to both sides; null: none. Points are in pixels, y downwards. */
export function wordTowards(
  points: readonly Point[],
  from: number,
  heading: Heading,
): number | null {
  const start = points[from]
  let best: number | null = null
  let least = Infinity
  for (const [word, point] of points.entries()) {
    if (word === from) continue
    const [across, down] = [point.x - start.x, point.y - start.y]
    const [ahead, aside] = {
      left: [-across, down],
      right: [across, down],
      up: [-down, across],
      down: [down, across],
    }[heading]
    if (ahead <= 0 || Math.abs(aside) > ahead) continue
    const away = Math.hypot(ahead, aside)
    if (away >= least) continue
    best = word
    least = away
  }
  return best
}

/** Words for what was typed: the same one, then those that begin so, then those that contain it; frequent ones first. */
export function searchWords(
  words: readonly string[],
  typed: string,
  most: number,
): readonly number[] {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return []
  const ranks = words.flatMap((word, index) => {
    const at = word.toLowerCase().indexOf(wanted)
    if (at < 0) return []
    return [{ index, rank: word.toLowerCase() === wanted ? 0 : at === 0 ? 1 : 2 }]
  })
  return ranks
    .sort((one, other) => one.rank - other.rank || one.index - other.index)
    .slice(0, most)
    .map(({ index }) => index)
}
