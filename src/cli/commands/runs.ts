// `unroll runs`: the run store.
import { formatScore } from '#shared/domain/format'
import { formatHeadline, headlineWords, type HeadlineName } from '#shared/domain/headline'
import { isImported } from '#shared/domain/import'
import { headlineOfRun } from '#shared/domain/run-headline'
import type { RunListItem } from '#shared/domain/run'
import type { Lab } from '../../engine/lab'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { formatWhen } from '../format/run'
import { formatTable, type Column } from '../format/table'
import { filterRuns, sortRuns, type ListedRun, type RunFilter, type Sorting } from '../run-filter'

export interface RunsArguments extends RunFilter {
  readonly sort: Sorting
  readonly limit?: number
  readonly json?: boolean
}

/** Prints the runs that fit; folders that cannot be read are named on stderr. */
export function listRuns(context: Context, given: RunsArguments): Promise<number> {
  const { output, home } = context
  return withLab(context, async (lab) => {
    const listed = await lab.api.runs()
    if (!listed.ok) return reportFailure(context, listed)
    const { runs, damaged } = listed.value
    const fitting = filterRuns(runs, given)
    const known = given.sort === 'loss' ? await withLosses(lab, fitting) : fitting
    const shown = sortRuns(known, given.sort).slice(0, given.limit)
    if (given.json) for (const run of shown) output.json({ type: 'run', ...run })
    else if (runs.length === 0) output.line(`No runs yet in ${home}.`)
    else if (shown.length === 0) output.line(`None of the ${runs.length} runs in ${home} fits.`)
    else output.line(formatRuns(shown))
    for (const { folder, reason } of damaged)
      output.note(`${folder} could not be read and was left as it is: ${reason}`)
    return exitCodes.done
  })
}

/** With the lowest validation loss of each, which the list does not tell. */
async function withLosses(lab: Lab, runs: readonly RunListItem[]): Promise<ListedRun[]> {
  const known: ListedRun[] = []
  for (const run of runs) {
    const detail = await lab.api.run(run.folder)
    const losses = detail.ok ? detail.value.epochs.map(({ valLoss }) => valLoss) : []
    const finite = losses.filter(Number.isFinite)
    known.push({ ...run, bestValLoss: finite.length > 0 ? Math.min(...finite) : null })
  }
  return known
}

interface RunColumn extends Column {
  cell(run: ListedRun): string
}

const firstColumns: readonly RunColumn[] = [
  { title: 'Run', cell: (run) => run.id },
  { title: 'Name', cell: (run) => run.name },
  { title: 'State', cell: (run) => run.state },
]
const lastColumns: readonly RunColumn[] = [
  {
    title: 'Epochs',
    align: 'right',
    cell: (run) => (isImported(run) ? 'imported' : `${run.epochs} of ${run.plannedEpochs}`),
  },
  { title: 'When', cell: (run) => formatWhen(run.createdAt) },
]
const lossColumn: RunColumn = {
  title: 'Best loss',
  align: 'right',
  cell: (run) => score(run.bestValLoss ?? null),
}
const starColumn: RunColumn = { title: 'Star', cell: (run) => (run.starred ? '★' : '') }
const tagColumn: RunColumn = { title: 'Tags', cell: (run) => run.tags.join(', ') }

function formatRuns(runs: readonly ListedRun[]): string {
  const shown = [
    ...firstColumns,
    bestColumn(runs),
    ...lastColumns,
    ...(runs.some((run) => run.bestValLoss !== undefined) ? [lossColumn] : []),
    ...(runs.some((run) => run.starred) ? [starColumn] : []),
    ...(runs.some((run) => run.tags.length > 0) ? [tagColumn] : []),
  ]
  const rows = runs.map((run) => shown.map((column) => column.cell(run)))
  return formatTable(shown, rows)
}

/** What the runs reached, by the number that they are judged by: named once where it is the same for all. */
function bestColumn(runs: readonly ListedRun[]): RunColumn {
  const names = new Set(runs.map((run) => headlineOfRun(run).name))
  const shortOf = (name: HeadlineName): string => lowerFirst(headlineWords(name).short)
  const [only] = names
  return {
    title: names.size === 1 ? `Best ${shortOf(only)}` : 'Best',
    align: 'right',
    cell: (run) => {
      const { name, best } = headlineOfRun(run)
      if (best === null) return isImported(run) ? 'not measured' : ''
      return `${names.size === 1 ? '' : `${shortOf(name)} `}${formatHeadline(name, best)}`
    },
  }
}

/** "F1" stays as it is. */
function lowerFirst(words: string): string {
  return /^[A-Z][a-z]/.test(words) ? words[0].toLowerCase() + words.slice(1) : words
}

function score(value: number | null): string {
  return value === null ? '' : formatScore(value)
}
