// Searching runs, the same in the window and on the command line.
import type { RunListItem } from './run'

type Searched = Pick<RunListItem, 'name' | 'state' | 'id'> &
  Partial<Pick<RunListItem, 'notes' | 'tags' | 'group'>>

/** Runs whose name, id, state, notes, tags or sweep hold every word of the search; case does not count. */
export function searchRuns<Run extends Searched>(
  runs: readonly Run[],
  search: string,
): readonly Run[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return runs
  return runs.filter(({ name, state, id, notes = '', tags = [], group }) => {
    const text = [name, state, id, notes, ...tags, group?.name ?? ''].join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
