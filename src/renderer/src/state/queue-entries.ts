// What the entries of a queue tell.
import type { QueueEntry } from '#shared/domain/queue'

/** The first entry that was not there before; undefined when it started at once. */
export function newEntry(
  before: readonly QueueEntry[],
  after: readonly QueueEntry[],
): QueueEntry | undefined {
  const known = new Set(before.map(({ id }) => id))
  return after.find(({ id }) => !known.has(id))
}

/** The runs that wait to be gone on with. */
export function resumingRuns(entries: readonly QueueEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => (entry.type === 'resume' ? [entry.run] : [])))
}
