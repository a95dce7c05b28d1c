// `unroll predict RUN`: what a run answers to each --text, or to each line of standard input.
import type { Lab } from '../../engine/lab'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { formatPrediction } from '../format/prediction'
import { readLines } from '../read-lines'
import { runReference } from '../run-argument'

export interface PredictArguments {
  readonly text: readonly string[]
  /** Of seq2seq: how many candidates are followed at once. */
  readonly beams: number
  readonly json?: boolean
}

/** Prints a line for each text, in their order. */
export function predict(
  context: Context,
  run: string,
  { text, ...options }: PredictArguments,
): Promise<number> {
  const reference = runReference(run, context.folder)
  return withLab(context, async (lab) => {
    if (text.length > 0) return printBatch(context, lab, reference, text, options)
    if (context.input.isTTY) context.output.note('Type a text and press Enter; Ctrl-D ends.')
    for await (const lines of readLines(context.input)) {
      const code = await printBatch(context, lab, reference, lines, options)
      if (code !== exitCodes.done) return code
    }
    return exitCodes.done
  })
}

async function printBatch(
  context: Context,
  lab: Lab,
  run: string,
  texts: readonly string[],
  { beams, json }: Omit<PredictArguments, 'text'>,
): Promise<number> {
  const predicted = await lab.api.predict(run, texts, { beams })
  if (!predicted.ok) return reportFailure(context, predicted)
  for (const prediction of predicted.value) {
    if (json) context.output.json({ type: 'prediction', ...prediction })
    else context.output.line(formatPrediction(prediction))
  }
  return exitCodes.done
}
