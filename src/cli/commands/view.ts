// `unroll view FILE --row N`: what the network will see of a row of the data.
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { readExperimentInput } from '../experiment-input'
import { formatView } from '../format/text-view'
import { tellProgress } from '../interruptible'
import { requestOf } from './check'

export interface ViewArguments {
  readonly data?: string
  readonly set: readonly string[]
  /** From 0. */
  readonly row: number
  readonly json?: boolean
}

/** Prints the tokens with their ids, the padding and what is cut. */
export async function view(context: Context, file: string, given: ViewArguments): Promise<number> {
  const { output, folder } = context
  const { set, data, row, json } = given
  const experiment = await readExperimentInput({ file, set, data, folder })
  if (!experiment.ok) return reportFailure(context, experiment)
  return withLab(context, async (lab) => {
    const request = { ...requestOf(experiment.value), row }
    tellProgress(lab, output)
    const seen = await lab.api.view(request)
    if (!seen.ok) return reportFailure(context, seen)
    if (json) output.json({ type: 'view', ...seen.value })
    else output.line(formatView(seen.value, output.width))
    return exitCodes.done
  })
}
