// `unroll evaluate RUN --data PATH`: how a trained run does on other data.
import { resolve } from 'node:path'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { formatConfusion, formatResult } from '../format/evaluation'
import { formatProgress } from '../format/progress'
import { runReference } from '../run-argument'

export interface EvaluateArguments {
  readonly data: string
  readonly split?: 'train' | 'test'
  readonly json?: boolean
}

/** Prints loss, accuracy, baselines and confusion counts. */
export function evaluate(
  context: Context,
  run: string,
  { data, split, json }: EvaluateArguments,
): Promise<number> {
  const { output, folder } = context
  return withLab(context, async (lab) => {
    lab.subscribe((event) => {
      if (event.type === 'progress') output.progress(formatProgress(event.progress))
    })
    const request = { path: resolve(folder, data), split: split ?? null }
    const result = await lab.api.evaluate(runReference(run, folder), request)
    if (!result.ok) return reportFailure(context, result)
    const { evaluation, baselines } = result.value
    if (json) output.json({ type: 'evaluation', ...evaluation, baselines })
    else {
      output.line(formatResult(evaluation, baselines))
      output.line(`\n${formatConfusion(evaluation)}`)
    }
    return exitCodes.done
  })
}
