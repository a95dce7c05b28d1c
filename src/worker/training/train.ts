// A training run from data to kept model: reads top to bottom as the order in which things happen.
import { join } from 'node:path'
import { summarizeModel } from '#shared/domain/model-summary'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { Progress, TrainOutcome, TrainRequest } from '#shared/protocol/trainer-api'
import { startBackend } from '../backend'
import { availableKernels } from '../kernels/available'
import { withKernels } from '../kernels/layer-table'
import { taskModule } from '../tasks/index'
import type { TaskData } from '../tasks/task'
import type { LoadControl } from '../text/control'
import { writeJson, writeWhole } from '../../files/write-file'
import { findMismatch, readCheckpoint, type StoredCheckpoint } from './checkpoint/file'
import { findDataChange } from './checkpoint/fingerprint'
import { RunClock } from './clock'
import type { Emit } from './emit'
import { runEpochs, stepsPerEpochOf, type EpochsInput, type Timing } from './epochs'
import { findMemoryProblem, outOfMemory } from './memory'
import type { RunControl } from './run-control'
import { startRequestOf, takeStartWeights } from './start-from'
import { testKeptModel } from './test-kept-model'

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
  const summary = withKernels(summarizeModel(experiment), experiment.model, available)
  emit({ type: 'summary', runId, summary })
  emit({ type: 'environment', runId, environment })

  const prepared = await prepareData(request, emit, control)
  if (!prepared.ok) {
    return prepared.code === 'stopped' ? success(nothingLearned(resumed, clock)) : prepared
  }
  try {
    await tellBaselines(request, prepared.value, emit, control)
    if (control.isStopped) return success(nothingLearned(resumed, clock))
    const outcome = await trainOn(prepared.value, {
      ...{ request, emit, control, timing, resumed, clock },
    })
    if (outcome.ok && outcome.value.state === 'done') await testKeptModel(request, emit, control)
    return outcome
  } finally {
    prepared.value.close()
  }
}

async function trainOn(
  data: TaskData,
  rest: Omit<EpochsInput, 'data' | 'learner'>,
): Promise<Result<TrainOutcome>> {
  const { request, resumed, clock } = rest
  const { experiment } = request
  const refused = findRefusal(experiment, data) ?? findChange(resumed, data, experiment)
  if (refused) return refused
  const timed = resumed ? new RunClock(resumed.state.seconds) : clock
  try {
    const learner = data.createLearner(experiment)
    if (!learner.ok) return learner
    return await trainLearner({ ...rest, data, learner: learner.value, clock: timed })
  } catch (error) {
    const exhausted = outOfMemory(experiment, error)
    if (exhausted) return exhausted
    throw error
  }
}

async function trainLearner(input: EpochsInput): Promise<Result<TrainOutcome>> {
  const { request, data, learner, resumed } = input
  const { experiment, folder } = request
  try {
    const files = await writeFiles(folder, data.files)
    if (!files.ok) return files
    const stepsPerEpoch = stepsPerEpochOf(data, experiment.training.batchSize)
    const mismatch = resumed
      ? findMismatch(resumed, experiment, learner.variables, stepsPerEpoch)
      : await takeStartWeights(learner.model, experiment)
    if (mismatch) return mismatch
    return await runEpochs({ ...input, files: files.value })
  } finally {
    learner.dispose()
  }
}

/** The report and the baselines are told of a new run only: those of a resumed one are in its folder. */
async function prepareData(
  { runId, experiment, folder, checkpoint }: TrainRequest,
  emit: Emit,
  control: RunControl,
): Promise<Result<TaskData>> {
  const task = await taskModule(experiment.task)
  // A run that is taken up has the words in its own folder, whatever became of the run that it started from.
  const loadRequest = await startRequestOf(experiment, checkpoint === null ? null : folder)
  if (!loadRequest.ok) return loadRequest
  const data = await task.load(loadRequest.value, loadControl(runId, emit, control))
  if (data.ok && checkpoint === null) emit({ type: 'data', runId, report: data.value.report })
  return data
}

async function tellBaselines(
  { runId, checkpoint }: TrainRequest,
  data: TaskData,
  emit: Emit,
  control: RunControl,
): Promise<void> {
  if (checkpoint !== null) return
  const baselines = await data.baselines(loadControl(runId, emit, control))
  emit({ type: 'baselines', runId, baselines })
}

function loadControl(runId: string, emit: Emit, control: RunControl): LoadControl {
  return {
    onProgress: (progress: Progress) => emit({ type: 'progress', id: runId, progress }),
    isStopped: () => control.isStopped,
  }
}

function findRefusal(experiment: Experiment, data: TaskData): Failure | undefined {
  const problem = data.findProblem(experiment)
  if (problem) return failure('experiment-invalid', problem.message, [problem])
  return findMemoryProblem(experiment, data.longest)
}

function findChange(
  resumed: StoredCheckpoint | null,
  data: TaskData,
  experiment: Experiment,
): Failure | null {
  return resumed && findDataChange(resumed.state.data, data.fingerprint(), dataTitle(experiment))
}

function dataTitle({ data }: Experiment): string {
  return data.generator ? 'The generated data' : data.path
}

/** Gives those that are JSON: bytes may be many, and nobody reads them again. */
async function writeFiles(
  folder: string,
  files: TaskData['files'],
): Promise<Result<TaskData['files']>> {
  for (const [name, content] of files) {
    const path = join(folder, name)
    const failed =
      content instanceof Uint8Array
        ? await writeWhole(path, content)
        : await writeJson(path, content)
    if (failed) return failed
  }
  return success(files.filter(([, content]) => !(content instanceof Uint8Array)))
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
