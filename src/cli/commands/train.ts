// `unroll train FILE`: trains an experiment and prints where the run is.
import { resolve } from 'node:path'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { readExperimentInput } from '../experiment-input'
import { followRun, type EndedRun } from '../follow-run'
import { JsonTrainingPrinter } from '../json-training-printer'
import { TextTrainingPrinter, type TrainingPrinter } from '../text-training-printer'

export interface TrainArguments {
  readonly data?: string
  readonly set: readonly string[]
  readonly out?: string
  readonly json?: boolean
}

/** Trains with a progress line; 130 when Ctrl-C stopped it, with the run kept. */
export async function train(
  context: Context,
  file: string,
  given: TrainArguments,
): Promise<number> {
  const { output, folder } = context
  const { data, set } = given
  const experiment = await readExperimentInput({ file, set, data, folder })
  if (!experiment.ok) return reportFailure(context, experiment)
  const printer: TrainingPrinter = given.json
    ? new JsonTrainingPrinter(output)
    : new TextTrainingPrinter(output)
  return withLab(context, async (lab) => {
    const ended = await followRun(lab, output, experiment.value, {
      out: given.out === undefined ? null : resolve(folder, given.out),
      listener: (event) => printer.take(event),
    })
    if (!ended.ok) return reportFailure(context, ended)
    printer.finish(ended.value)
    return exitCodeOf(context, ended.value)
  })
}

/** The exit status for how a run ended; says why where it is not done. */
export function exitCodeOf(
  { output }: Pick<Context, 'output'>,
  { record, folder, evaluation }: EndedRun,
): number {
  if (record.state === 'done') return exitCodes.done
  if (record.state === 'stopped') {
    const learned = evaluation !== null || record.epochs > 0
    output.note(
      learned
        ? `Stopped. The run is kept in ${folder}.`
        : `Stopped before anything was learned. What there is of the run is in ${folder}.`,
    )
    return exitCodes.stopped
  }
  output.note(record.message ?? `The run in ${folder} did not finish.`)
  return exitCodes.failed
}
