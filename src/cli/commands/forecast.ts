// `unroll forecast FILE`: what training will cost on this machine, told before it starts.
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { readExperimentInput } from '../experiment-input'
import { formatForecast } from '../format/forecast'
import { interruptible } from '../interruptible'

export interface ForecastArguments {
  readonly data?: string
  readonly set: readonly string[]
  readonly json?: boolean
}

const requestId = 'forecast'

/** Prints parameters, memory and time; 1 when the experiment cannot be trained here. */
export async function forecast(
  context: Context,
  file: string,
  { set, data, json }: ForecastArguments,
): Promise<number> {
  const { output, folder } = context
  const experiment = await readExperimentInput({ file, set, data, folder })
  if (!experiment.ok) return reportFailure(context, experiment)
  return withLab(context, async (lab) => {
    const { answer } = await interruptible(lab, output, requestId, () =>
      lab.api.forecast(experiment.value, requestId),
    )
    if (!answer.ok) return reportFailure(context, answer)
    if (json) output.json({ type: 'forecast', ...answer.value })
    else output.line(formatForecast(answer.value))
    const { refusal } = answer.value
    if (refusal !== null) output.note(refusal)
    return refusal === null ? exitCodes.done : exitCodes.failed
  })
}
