// A training run from data to kept model: reads top to bottom as the order in which things happen.
import { join } from 'node:path'
import { summarizeModel } from '#shared/domain/model-summary'
import { findClassProblem } from '#shared/domain/model-check'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { TrainerEvent, TrainOutcome, TrainRequest } from '#shared/protocol/trainer-api'
import { startBackend } from '../backend'
import { computeBaselines } from '../baselines/baselines'
import { availableKernels } from '../kernels/available'
import { withKernels } from '../kernels/layer-table'
import { buildModel } from '../model/build'
import { lengthLimit } from '../text/encode'
import type { EncodedDataset } from '../text/encoded'
import { loadDataset } from '../text/load-dataset'
import { vocabularyToJson } from '../text/vocabulary'
import { writeJson } from '../../files/write-file'
import { runEpochs } from './epochs'
import { findMemoryProblem, outOfMemory } from './memory'
import type { RunControl } from './run-control'

export type Emit = (event: TrainerEvent) => void

/**
 * Trains the experiment and keeps the model in `request.folder`. Stopping is an outcome, not a failure.
 * Fails with the codes of the data, `experiment-invalid`, `training-failed`, `disk-full` or `write-failed`.
 */
export async function train(
  request: TrainRequest,
  emit: Emit,
  control: RunControl,
): Promise<Result<TrainOutcome>> {
  const result = await run(request, emit, control)
  if (!result.ok) emit({ type: 'failed', runId: request.runId, failure: result })
  return result
}

async function run(
  request: TrainRequest,
  emit: Emit,
  control: RunControl,
): Promise<Result<TrainOutcome>> {
  const started = performance.now()
  const { runId, experiment } = request
  const environment = await startBackend()
  const available = availableKernels(environment.backend)
  const summary = withKernels(summarizeModel(experiment), experiment.model.layers, available)
  emit({ type: 'summary', runId, summary })
  emit({ type: 'environment', runId, environment })

  const dataset = await prepareData(request, emit, control)
  if (!dataset.ok) return dataset.code === 'stopped' ? success(nothingLearned(started)) : dataset
  if (control.isStopped) return success(nothingLearned(started))
  const problem = findProblem(experiment, dataset.value)
  if (problem) return problem
  const failed = await writeTextFiles(request, dataset.value)
  if (failed) return failed

  const { model, masks } = buildModel(experiment)
  const input = { request, dataset: dataset.value, model, masks, emit, control, started }
  try {
    return await runEpochs(input)
  } catch (error) {
    const exhausted = outOfMemory(experiment, error)
    if (exhausted) return exhausted
    throw error
  } finally {
    model.dispose()
  }
}

async function prepareData(
  { runId, experiment }: TrainRequest,
  emit: Emit,
  control: RunControl,
): Promise<Result<EncodedDataset>> {
  const { data, text, training } = experiment
  const loading = {
    onProgress: (progress: Parameters<typeof onProgress>[0]) => onProgress(progress),
    isStopped: () => control.isStopped,
  }
  const onProgress = (progress: Extract<TrainerEvent, { type: 'progress' }>['progress']) =>
    emit({ type: 'progress', id: runId, progress })
  const dataset = await loadDataset(data, text, training.seed, loading)
  if (!dataset.ok) return dataset
  emit({ type: 'data', runId, report: dataset.value.report })
  const baselines = await computeBaselines(dataset.value, loading)
  emit({ type: 'baselines', runId, baselines })
  return dataset
}

function findProblem(experiment: Experiment, dataset: EncodedDataset): Failure | undefined {
  const problem = findClassProblem(experiment, dataset.labels.length)
  if (problem) return failure('experiment-invalid', problem.message, [problem])
  const longest = Math.min(lengthLimit(experiment.text), dataset.report.length.maximum + 1)
  const length = experiment.text.sequenceLength ?? longest
  return findMemoryProblem(experiment, length)
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

function nothingLearned(started: number): TrainOutcome {
  const seconds = (performance.now() - started) / 1000
  return { state: 'stopped', epochs: 0, steps: 0, seconds, evaluation: null }
}
