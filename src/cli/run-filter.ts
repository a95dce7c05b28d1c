// Which runs `unroll runs` lists, and in which order.
import type { RunListItem, RunState } from '#shared/domain/run'
import { compareHeadlines, headlineOfRun } from '#shared/domain/run-headline'
import { searchRuns } from '#shared/domain/run-search'

export interface RunFilter {
  /** Words that all have to occur in the id, the name, the state, the notes, the tags or the group. */
  readonly search?: string
  /** All of them. */
  readonly tag: readonly string[]
  readonly state?: RunState
  readonly starred?: boolean
  /** Its name, its id or the start of its id. */
  readonly group?: string
}

export const sortings = ['when', 'name', 'best', 'loss', 'time'] as const
export type Sorting = (typeof sortings)[number]

/** A run, with the lowest validation loss where the list is sorted by it. */
export type ListedRun = RunListItem & { readonly bestValLoss?: number | null }

/** Those that fit every part of the filter. */
export function filterRuns(runs: readonly RunListItem[], filter: RunFilter): RunListItem[] {
  return searchRuns(runs, filter.search ?? '').filter(
    (run) =>
      filter.tag.every((tag) => run.tags.some((other) => same(other, tag))) &&
      (filter.state === undefined || run.state === filter.state) &&
      (!filter.starred || run.starred) &&
      (filter.group === undefined || isInGroup(run, filter.group)),
  )
}

/**
 * `when`: newest first; `best`: the best first, those of a task together; `loss`: lowest first; `time`: longest first.
 * What has none comes last.
 */
export function sortRuns(runs: readonly ListedRun[], sorting: Sorting): ListedRun[] {
  switch (sorting) {
    case 'when':
      return runs.toSorted((a, b) => compareText(b.createdAt, a.createdAt))
    case 'name':
      return runs.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    case 'best':
      return runs.toSorted((a, b) => compareHeadlines(headlineOfRun(a), headlineOfRun(b)))
    case 'loss':
      return runs.toSorted((a, b) => lowestFirst(a.bestValLoss ?? null, b.bestValLoss ?? null))
    case 'time':
      return runs.toSorted((a, b) => b.seconds - a.seconds)
  }
}

function isInGroup({ group }: RunListItem, wanted: string): boolean {
  return group !== null && (same(group.name, wanted) || group.id.startsWith(wanted.toLowerCase()))
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function lowestFirst(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a - b
}
