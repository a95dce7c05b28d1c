// Which runs the list shows, and in which order: filters, sorting, and sweeps as folds.
import { betterOf, headlineNames, headlineWords, type Headline } from '#shared/domain/headline'
import type { RunGroup, RunListItem, RunState } from '#shared/domain/run'
import { headlineOfRun } from '#shared/domain/run-headline'

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

/**
 * The newest, the best and what took longest come first; equal ones stay newest first. Runs that are judged by different
 * numbers are not better or worse than each other: the best of each number stand together.
 */
export function sortRuns(runs: readonly RunListItem[], sorting: Sorting): readonly RunListItem[] {
  if (sorting === 'newest') return runs
  if (sorting === 'name') return runs.toSorted((one, other) => byName.compare(one.name, other.name))
  if (sorting === 'time') return runs.toSorted((one, other) => other.seconds - one.seconds)
  const judged = runs.map((run) => ({ run, headline: headlineOfRun(run) }))
  return judged
    .toSorted((one, other) => orderOf(one.headline, other.headline))
    .map(({ run }) => run)
}

function orderOf(one: Headline, other: Headline): number {
  const names = headlineNames.indexOf(one.name) - headlineNames.indexOf(other.name)
  return names || goodness(other) - goodness(one)
}

/** Rises with what is better; the lowest for a run without a number. */
function goodness({ name, best }: Headline): number {
  if (best === null) return -Number.MAX_VALUE
  return headlineWords(name).isLowerBetter ? -best : best
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

type Judged = Parameters<typeof headlineOfRun>[0]

/** The best of several runs that are judged by the same number; null before the first epoch and where they are not. */
export function bestOf(runs: readonly Judged[]): (Headline & { readonly best: number }) | null {
  const headlines = runs.map((run) => headlineOfRun(run))
  const [first] = headlines
  if (!first || headlines.some(({ name }) => name !== first.name)) return null
  const best = headlines.reduce<number | null>(
    (so, { best: value }) => (value === null ? so : betterOf(first.name, so, value)),
    null,
  )
  return best === null ? null : { ...first, best }
}

/** "Ada, b" -> ["Ada", "b"]: each tag once, in the limits of the notes. */
export function parseTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim().slice(0, 50))
  return [...new Set(tags.filter(Boolean))].slice(0, 50)
}
