// `unroll summary FILE`: the layer table, from the experiment alone.
import { summarizeModel } from '#shared/domain/model-summary'
import { exitCodes, reportFailure, type Context } from '../context'
import { readExperimentInput } from '../experiment-input'
import { formatSummary, summaryJson } from '../format/summary'

/** Prints the layers, their shapes and their parameters. */
export async function printSummary(
  context: Context,
  file: string,
  { set, json }: { readonly set: readonly string[]; readonly json?: boolean },
): Promise<number> {
  const experiment = await readExperimentInput({
    file,
    set,
    folder: context.folder,
    withoutData: true,
  })
  if (!experiment.ok) return reportFailure(context, experiment)
  const summary = summarizeModel(experiment.value)
  if (json) context.output.json(summaryJson(summary))
  else context.output.line(formatSummary(summary))
  return exitCodes.done
}
