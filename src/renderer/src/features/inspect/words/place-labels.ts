// Which words of a map get their label: as many as fit without one lying on another, the important ones first.
import type { Point, PlotSize } from './word-map-view.svelte'

export interface PlacedLabel {
  /** Index into the words. */
  readonly word: number
  /** Left end and middle height of the text, in pixels. */
  readonly x: number
  readonly y: number
  readonly width: number
}

export interface LabelOptions {
  readonly size: PlotSize
  /** Height of a line. */
  readonly height: number
  readonly measure: (word: number) => number
  /** Labels at the most. */
  readonly most: number
}

/** Words by the length of their embeddings, the longest first: in a trained run those are the ones that matter. */
export function longestFirst(norms: Float32Array): number[] {
  return Array.from(norms, (_, word) => word).sort((one, other) => norms[other] - norms[one])
}

/** From the point to the label. */
const distance = 9
/** Room that is kept free around a label. */
const gap = 3

/**
 * Labels to the right of their points, or to the left where only there is room.
 * @param order words, the most important first; those that come twice count once
 */
export function placeLabels(
  order: Iterable<number>,
  pointOf: (word: number) => Point,
  { size, height, measure, most }: LabelOptions,
): PlacedLabel[] {
  const placed: PlacedLabel[] = []
  const seen = new Set<number>()
  const taken = new TakenRoom(height + gap)
  for (const word of order) {
    if (placed.length >= most) break
    if (seen.has(word)) continue
    seen.add(word)
    const { x, y } = pointOf(word)
    if (x < 0 || y < 0 || x > size.width || y > size.height) continue
    const width = measure(word)
    const left = [x + distance, x - distance - width].find(
      (start) => start >= 0 && start + width <= size.width && taken.isFree(start, y, width),
    )
    if (left === undefined) continue
    taken.take(left, y, width)
    placed.push({ word, x: left, y, width })
  }
  return placed
}

/** What labels take up, in rows as high as one, so that only neighbours have to be looked at. */
class TakenRoom {
  readonly #rows = new Map<number, { from: number; to: number; y: number }[]>()

  constructor(private readonly height: number) {}

  isFree(x: number, y: number, width: number): boolean {
    const row = Math.floor(y / this.height)
    return [row - 1, row, row + 1].every((at) =>
      (this.#rows.get(at) ?? []).every(
        (other) =>
          Math.abs(other.y - y) >= this.height ||
          other.to + gap <= x ||
          x + width + gap <= other.from,
      ),
    )
  }

  take(x: number, y: number, width: number): void {
    const row = Math.floor(y / this.height)
    const labels = this.#rows.get(row) ?? []
    labels.push({ from: x, to: x + width, y })
    this.#rows.set(row, labels)
  }
}
