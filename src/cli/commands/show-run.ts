// `unroll runs show RUN`: everything that a run folder tells.
import type { RunDetail } from '#shared/domain/run'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { resumeCommand } from '../exit-code'
import { formatRunDetail } from '../format/run-detail'
import { runReference } from '../run-argument'

/** Prints the record, what is kept, the epochs, the checkpoints and the end of the log. */
export function showRun(
  context: Context,
  run: string,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const { output, folder, home } = context
  return withLab(context, async (lab) => {
    const detail = await lab.api.run(runReference(run, folder))
    if (!detail.ok) return reportFailure(context, detail)
    if (json) output.json(detailJson(detail.value))
    else output.line(formatRunDetail(detail.value))
    if (!json && detail.value.canResume)
      output.line(`\nTo go on: ${resumeCommand(home, detail.value)}`)
    return exitCodes.done
  })
}

/** The keys of a line of `unroll runs --json`, and more; of the steps only how many there are. */
function detailJson({ record, notes, epochs, steps, ...rest }: RunDetail): object {
  return {
    type: 'run',
    ...record,
    ...notes,
    name: notes.name ?? record.name,
    ...rest,
    epochMetrics: epochs,
    steps: steps.loss.length,
  }
}
