// `unroll train FILE`: trains an experiment and prints where the run is. With --from it starts from a run's weights; with --resume it takes up a run.
import { resolve } from 'node:path'
import type { Experiment } from '#shared/experiment/schema'
import type { Result } from '#shared/protocol/result'
import type { Lab } from '../../engine/lab'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { exitCodeOf } from '../exit-code'
import { readExperimentInput } from '../experiment-input'
import { followRun } from '../follow-run'
import { runReference } from '../run-argument'
import { readStartedExperiment } from '../start-input'
import { JsonTrainingPrinter } from '../json-training-printer'
import type { Output } from '../output'
import { TextTrainingPrinter, type TrainingPrinter } from '../text-training-printer'
import { resumeRun } from './resume'

export interface TrainArguments {
  readonly data?: string
  readonly set: readonly string[]
  readonly out?: string
  readonly from?: string
  readonly resume?: string
  readonly json?: boolean
}

/** Trains with a progress line; 130 when Ctrl-C stopped it, with the run saved. */
export async function train(
  context: Context,
  file: string | undefined,
  given: TrainArguments,
): Promise<number> {
  const { output } = context
  const problem = findProblem(file, given)
  if (problem) output.note(problem)
  if (problem) return exitCodes.wrongInput
  const printer = createPrinter(output, given.json)
  return given.resume === undefined
    ? trainFile(context, file, given, printer)
    : resumeRun(context, given.resume, given.set, printer)
}

async function trainFile(
  context: Context,
  file: string | undefined,
  given: TrainArguments,
  printer: TrainingPrinter,
): Promise<number> {
  const { output, folder } = context
  const { out } = given
  const options = { out: out === undefined ? null : resolve(folder, out) }
  return withLab(context, async (lab) => {
    const experiment = await readExperiment(lab, file, given, folder)
    if (!experiment.ok) return reportFailure(context, experiment)
    const ended = await followRun(
      lab,
      output,
      (api) => api.train(experiment.value, options),
      (event) => printer.take(event),
    )
    if (!ended.ok) return reportFailure(context, ended)
    printer.finish(ended.value)
    return exitCodeOf(context, ended.value)
  })
}

function readExperiment(
  lab: Lab,
  file: string | undefined,
  { data, set, from }: TrainArguments,
  folder: string,
): Promise<Result<Experiment>> {
  const given = { data, set, folder }
  if (from === undefined) return readExperimentInput({ ...given, file: file ?? '' })
  if (file === undefined) return readStartedExperiment(lab, { ...given, from })
  const start = `training.startFrom=${JSON.stringify(runReference(from, folder))}`
  return readExperimentInput({ ...given, file, set: [...set, start] })
}

function createPrinter(output: Output, json: boolean | undefined): TrainingPrinter {
  return json ? new JsonTrainingPrinter(output) : new TextTrainingPrinter(output)
}

/** What the arguments contradict each other in, in a sentence. */
function findProblem(file: string | undefined, given: TrainArguments): string | null {
  const { resume, data, out, from } = given
  if (resume === undefined)
    return file === undefined && from === undefined
      ? "Missing required argument 'file': name an experiment file or a preset, or a run with --from or --resume."
      : null
  if (file !== undefined)
    return `FILE and --resume exclude each other: a run goes on with its own experiment. Leave ${file} or --resume away.`
  if (data !== undefined)
    return '--data cannot be given with --resume: a run goes on with its own data.'
  if (from !== undefined)
    return '--from cannot be given with --resume: a run goes on with its own weights.'
  if (out !== undefined)
    return '--out cannot be given with --resume: a run goes on in its own folder.'
  return null
}
