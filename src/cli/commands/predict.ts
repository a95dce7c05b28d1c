// `unroll predict RUN`: label and probability for each --text, or for each line of standard input.
import type { Prediction } from '#shared/domain/run'
import { formatScore } from '#shared/domain/format'
import type { Lab } from '../../engine/lab'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { readLines } from '../read-lines'
import { runReference } from '../run-argument'

export interface PredictArguments {
  readonly text: readonly string[]
  readonly json?: boolean
}

/** Prints a line for each text, in their order. */
export function predict(
  context: Context,
  run: string,
  { text, json }: PredictArguments,
): Promise<number> {
  const reference = runReference(run, context.folder)
  return withLab(context, async (lab) => {
    if (text.length > 0) return printBatch(context, lab, reference, text, json)
    if (context.input.isTTY) context.output.note('Type a text and press Enter; Ctrl-D ends.')
    for await (const lines of readLines(context.input)) {
      const code = await printBatch(context, lab, reference, lines, json)
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
  json: boolean | undefined,
): Promise<number> {
  const predicted = await lab.api.predict(run, texts)
  if (!predicted.ok) return reportFailure(context, predicted)
  for (const prediction of predicted.value) {
    if (json) context.output.json({ type: 'prediction', ...prediction })
    else context.output.line(formatPrediction(prediction))
  }
  return exitCodes.done
}

function formatPrediction({ label, probability, text, tokens, unknown }: Prediction): string {
  const known = unknown > 0 ? `  (${unknown} of ${tokens} tokens unknown)` : ''
  // One line for each text, also for a text of several lines.
  return `${label}\t${formatScore(probability)}\t${text.replace(/\s*\n\s*/g, ' ')}${known}`
}
