// Which cells of an axis get their label, so that none runs into the next.

/** A label for each index, or how to make one. */
export type Labels = readonly string[] | ((index: number) => string)

export function labelAt(labels: Labels, index: number): string {
  return typeof labels === 'function' ? labels(index) : (labels[index] ?? String(index))
}

/**
 * The distance between labels in cells: 1, 2, 5, 10, 20 and so on, the least at which they keep `room` pixels apart.
 * @param cell size of a cell in pixels
 */
export function labelStep(cell: number, room: number): number {
  for (let power = 1; power < 1e9; power *= 10)
    for (const times of [1, 2, 5]) if (times * power * cell >= room) return times * power
  return 1e9
}

/** Multiples of the step in a range. */
export function labelledIndexes(from: number, to: number, step: number): readonly number[] {
  const first = Math.ceil(from / step)
  const count = Math.max(0, Math.ceil(to / step) - first)
  return Array.from({ length: count }, (_, index) => (first + index) * step)
}

/** A label in at most so many characters. */
export function shortened(label: string, characters: number): string {
  const all = [...label]
  return all.length <= characters ? label : `${all.slice(0, characters - 1).join('')}…`
}
