// `unroll runs`: the run store.
import { formatScore } from '#shared/domain/format'
import type { RunListItem } from '#shared/domain/run'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { formatTable } from '../format/table'

/** Prints the runs, newest first; folders that cannot be read are named on stderr. */
export function listRuns(context: Context, { json }: { readonly json?: boolean }): Promise<number> {
  const { output } = context
  return withLab(context, async (lab) => {
    const listed = await lab.api.runs()
    if (!listed.ok) return reportFailure(context, listed)
    const { runs, damaged } = listed.value
    if (json) for (const run of runs) output.json({ type: 'run', ...run })
    else if (runs.length === 0) output.line(`No runs yet in ${context.home}.`)
    else output.line(formatRuns(runs))
    for (const { folder, reason } of damaged)
      output.note(`${folder} could not be read and was left as it is: ${reason}`)
    return exitCodes.done
  })
}

function formatRuns(runs: readonly RunListItem[]): string {
  return formatTable(
    [
      { title: 'Run' },
      { title: 'Name' },
      { title: 'State' },
      { title: 'Best accuracy', align: 'right' },
      { title: 'Epochs', align: 'right' },
      { title: 'When' },
    ],
    runs.map((run) => [
      run.id,
      run.name,
      run.state,
      run.bestValAccuracy === null ? '' : formatScore(run.bestValAccuracy),
      `${run.epochs} of ${run.plannedEpochs}`,
      formatWhen(run.createdAt),
    ]),
  )
}

/** Local time to the minute, e.g. 2026-11-20 14:15. */
function formatWhen(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE').slice(0, 16)
}
