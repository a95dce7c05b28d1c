// Which runs the list shows, and in which order: filters, sorting, and sweeps as folds.
import type { RunGroup, RunListItem, RunState } from '#shared/domain/run'

export const sortings = ['newest', 'name', 'best', 'time'] as const
export type Sorting = (typeof sortings)[number]

export interface RunFilter {
  readonly state: RunState | null
  readonly isStarred: boolean
  readonly tag: string | null
}

export function filterRuns(
  runs: readonly RunListItem[],
  { state, isStarred, tag }: RunFilter,
): readonly RunListItem[] {
  if (state === null && !isStarred && tag === null) return runs
  return runs.filter(
    (run) =>
      (state === null || run.state === state) &&
      (!isStarred || run.starred) &&
      (tag === null || run.tags.includes(tag)),
  )
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** The newest, the best and what took longest come first; equal ones stay newest first. */
export function sortRuns(runs: readonly RunListItem[], sorting: Sorting): readonly RunListItem[] {
  if (sorting === 'newest') return runs
  if (sorting === 'name') return runs.toSorted((one, other) => byName.compare(one.name, other.name))
  const valueOf = (run: RunListItem): number =>
    sorting === 'time' ? run.seconds : (run.bestValAccuracy ?? -1)
  return runs.toSorted((one, other) => valueOf(other) - valueOf(one))
}

/** A line of the list: a run, or a sweep, whose runs follow it when it is unfolded. */
export type ListLine =
  | { readonly type: 'run'; readonly run: RunListItem; readonly inGroup: boolean }
  | { readonly type: 'group'; readonly group: RunGroup; readonly runs: readonly RunListItem[] }

/** The runs of a sweep become one line, where its first one is; a sweep of one run is a run. */
export function foldGroups(
  runs: readonly RunListItem[],
  unfolded: ReadonlySet<string>,
): readonly ListLine[] {
  const members = membersOf(runs)
  return runs.flatMap((run): readonly ListLine[] => {
    const { group } = run
    const all = group ? (members.get(group.id) ?? []) : []
    if (!group || all.length < 2) return [{ type: 'run', run, inGroup: false }]
    if (all[0] !== run) return []
    const inside = unfolded.has(group.id)
      ? all.map((one) => ({ type: 'run', run: one, inGroup: true }) as const)
      : []
    return [{ type: 'group', group, runs: all }, ...inside]
  })
}

function membersOf(runs: readonly RunListItem[]): ReadonlyMap<string, readonly RunListItem[]> {
  const members = new Map<string, RunListItem[]>()
  for (const run of runs) {
    if (!run.group) continue
    const known = members.get(run.group.id)
    if (known) known.push(run)
    else members.set(run.group.id, [run])
  }
  return members
}

/** Every tag, the most used first. */
export function tagsOf(runs: readonly Pick<RunListItem, 'tags'>[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const tag of runs.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts]
    .toSorted(([one, uses], [other, others]) => others - uses || byName.compare(one, other))
    .map(([tag]) => tag)
}

/** The best validation accuracy of several runs; null before the first epoch. */
export function bestOf(runs: readonly Pick<RunListItem, 'bestValAccuracy'>[]): number | null {
  const values = runs.flatMap(({ bestValAccuracy }) => bestValAccuracy ?? [])
  return values.length === 0 ? null : Math.max(...values)
}

/** "Ada, b" -> ["Ada", "b"]: each tag once, in the limits of the notes. */
export function parseTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim().slice(0, 50))
  return [...new Set(tags.filter(Boolean))].slice(0, 50)
}
