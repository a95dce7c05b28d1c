// A training run from data to kept model: reads top to bottom as the order in which things happen.
import { join } from 'node:path'
import { summarizeModel } from '#shared/domain/model-summary'
import { findClassProblem } from '#shared/domain/model-check'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type {
  Progress,
  TrainerEvent,
  TrainOutcome,
  TrainRequest,
} from '#shared/protocol/trainer-api'
import { startBackend } from '../backend'
import { computeBaselines } from '../baselines/baselines'
import { availableKernels } from '../kernels/available'
import { withKernels } from '../kernels/layer-table'
import { buildModel } from '../model/build'
import type { LoadControl } from '../text/control'
import { lengthLimit } from '../text/encode'
import type { EncodedDataset } from '../text/encoded'
import { loadDataset } from '../text/load-dataset'
import { vocabularyToJson } from '../text/vocabulary'
import { writeJson } from '../../files/write-file'
import { findMismatch, readCheckpoint, type StoredCheckpoint } from './checkpoint/file'
import { findDataChange } from './checkpoint/fingerprint'
import { classWeightsOf } from './class-weights'
import { RunClock } from './clock'
import { runEpochs, stepsPerEpochOf, type EpochsInput, type Timing } from './epochs'
import { findMemoryProblem, outOfMemory } from './memory'
import type { RunControl } from './run-control'
import { trainableVariables } from './step'

export type Emit = (event: TrainerEvent) => void

/**
 * Trains the experiment and keeps the model in `request.folder`, from the start or from a checkpoint of the same run.
 * Stopping is an outcome, not a failure. Fails with the codes of the data, `experiment-invalid`, `training-failed`,
 * `run-unreadable` (of the checkpoint), `disk-full` (before the first step) or `write-failed`.
 */
export async function train(
  request: TrainRequest,
  emit: Emit,
  control: RunControl,
  timing?: Timing,
): Promise<Result<TrainOutcome>> {
  const result = await run(request, emit, control, timing)
  if (!result.ok) emit({ type: 'failed', runId: request.runId, failure: result })
  return result
}

async function run(
  request: TrainRequest,
  emit: Emit,
  control: RunControl,
  timing: Timing | undefined,
): Promise<Result<TrainOutcome>> {
  const clock = new RunClock()
  const { runId, experiment, folder, checkpoint } = request
  const stored = checkpoint === null ? success(null) : await readCheckpoint(folder, checkpoint)
  if (!stored.ok) return stored
  const resumed = stored.value
  const environment = await startBackend()
  const available = availableKernels(environment.backend)
  const summary = withKernels(summarizeModel(experiment), experiment.model.layers, available)
  emit({ type: 'summary', runId, summary })
  emit({ type: 'environment', runId, environment })

  const prepared = await prepareData(request, emit, control)
  if (!prepared.ok) {
    return prepared.code === 'stopped' ? success(nothingLearned(resumed, clock)) : prepared
  }
  try {
    await tellBaselines(request, prepared.value, emit, control)
    if (control.isStopped) return success(nothingLearned(resumed, clock))
    return await trainOn(prepared.value, { request, emit, control, timing, resumed, clock })
  } finally {
    prepared.value.close?.()
  }
}

async function trainOn(
  dataset: EncodedDataset,
  rest: Omit<EpochsInput, 'dataset' | 'model' | 'masks' | 'classWeights'>,
): Promise<Result<TrainOutcome>> {
  const { request, resumed, clock } = rest
  const { experiment } = request
  const problem = findProblem(experiment, dataset) ?? findChange(resumed, dataset, experiment)
  if (problem) return problem
  const classWeights = classWeightsIn(experiment, dataset)
  if (!classWeights.ok) return classWeights
  const failed = await writeTextFiles(request, dataset)
  if (failed) return failed
  const timed = resumed ? new RunClock(resumed.state.seconds) : clock
  return trainModel({ ...rest, dataset, clock: timed, classWeights: classWeights.value })
}

async function trainModel(
  input: Omit<EpochsInput, 'model' | 'masks'>,
): Promise<Result<TrainOutcome>> {
  const { request, dataset, resumed } = input
  const { experiment } = request
  const { model, masks } = buildModel(experiment)
  try {
    const stepsPerEpoch = stepsPerEpochOf(dataset, experiment.training.batchSize)
    const variables = trainableVariables(model)
    const mismatch = resumed && findMismatch(resumed, experiment, variables, stepsPerEpoch)
    return mismatch ?? (await runEpochs({ ...input, model, masks }))
  } catch (error) {
    const exhausted = outOfMemory(experiment, error)
    if (exhausted) return exhausted
    throw error
  } finally {
    model.dispose()
  }
}

/** The report and the baselines are told of a new run only: those of a resumed one are in its folder. */
async function prepareData(
  { runId, experiment, checkpoint }: TrainRequest,
  emit: Emit,
  control: RunControl,
): Promise<Result<EncodedDataset>> {
  const { data, text, training } = experiment
  const dataset = await loadDataset(data, text, training.seed, loadControl(runId, emit, control))
  if (dataset.ok && checkpoint === null) emit({ type: 'data', runId, report: dataset.value.report })
  return dataset
}

async function tellBaselines(
  { runId, checkpoint }: TrainRequest,
  dataset: EncodedDataset,
  emit: Emit,
  control: RunControl,
): Promise<void> {
  if (checkpoint !== null) return
  const baselines = await computeBaselines(dataset, loadControl(runId, emit, control))
  emit({ type: 'baselines', runId, baselines })
}

function loadControl(runId: string, emit: Emit, control: RunControl): LoadControl {
  return {
    onProgress: (progress: Progress) => emit({ type: 'progress', id: runId, progress }),
    isStopped: () => control.isStopped,
  }
}

function findProblem(experiment: Experiment, dataset: EncodedDataset): Failure | undefined {
  const problem = findClassProblem(experiment, dataset.labels.length)
  if (problem) return failure('experiment-invalid', problem.message, [problem])
  const longest = Math.min(lengthLimit(experiment.text), dataset.report.length.maximum + 1)
  const length = experiment.text.sequenceLength ?? longest
  return findMemoryProblem(experiment, length)
}

function findChange(
  resumed: StoredCheckpoint | null,
  dataset: EncodedDataset,
  { data }: Experiment,
): Failure | null {
  return resumed && findDataChange(resumed.state.data, dataset, data.path)
}

function classWeightsIn(
  { training }: Experiment,
  { labels, training: rows }: EncodedDataset,
): Result<Float32Array | null> {
  const counts = new Array<number>(labels.length).fill(0)
  for (const label of rows.labels) counts[label]++
  return classWeightsOf(training.classWeight, labels, counts)
}

async function writeTextFiles(
  { folder, experiment }: TrainRequest,
  dataset: EncodedDataset,
): Promise<Failure | null> {
  const vocabulary = vocabularyToJson(dataset.vocabulary, experiment.text)
  const labels = { format: 'unroll-labels/1', labels: dataset.labels }
  return (
    (await writeJson(join(folder, 'vocabulary.json'), vocabulary)) ??
    (await writeJson(join(folder, 'labels.json'), labels))
  )
}

/** Stopped before the first step: a resumed run is where it was. */
function nothingLearned(resumed: StoredCheckpoint | null, clock: RunClock): TrainOutcome {
  const state = resumed?.state
  return {
    state: 'stopped',
    message: null,
    kept: state?.kept?.kept ?? null,
    epochs: state ? state.position.epoch - 1 : 0,
    steps: state?.position.step ?? 0,
    seconds: state?.seconds ?? clock.seconds,
    evaluation: state?.kept?.evaluation ?? null,
  }
}
