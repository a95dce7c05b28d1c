// The training loop: epochs of shuffled batches, a validation after each, pauses and checkpoints at the borders of batches.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Evaluation } from '#shared/domain/evaluation'
import { LearningRate } from '#shared/domain/learning-rate'
import type { EpochMetrics, Position } from '#shared/domain/run'
import { success, type Failure, type Result } from '#shared/protocol/result'
import type { TrainOutcome, TrainRequest } from '#shared/protocol/trainer-api'
import { tf } from '../backend'
import { releaseMasks } from '../model/dropout'
import { createRecorder, type Recorder } from '../recorder/recorder'
import type { Learner, TaskData } from '../tasks/task'
import { Checkpoints } from './checkpoint/checkpoints'
import { carriedTensors, restoreWeights, type StoredCheckpoint } from './checkpoint/file'
import type { Fingerprint } from './checkpoint/fingerprint'
import type { CheckpointState } from './checkpoint/state'
import type { RunClock } from './clock'
import type { Emit } from './emit'
import { EpochEnd } from './epoch-end'
import { EpochSteps } from './epoch-steps'
import { Holds } from './holds'
import { KeptModel } from './kept-model'
import { notANumber } from './not-a-number'
import { Pace } from './pace'
import { afterEpoch, afterStep, isTrained, startOfRun } from './position'
import { ProgressTeller } from './progress-teller'
import type { RunControl } from './run-control'
import { Saver } from './saver'

export interface EpochsInput {
  readonly request: TrainRequest
  readonly data: TaskData
  readonly learner: Learner
  readonly emit: Emit
  readonly control: RunControl
  /** Runs, and holds while the run is paused. */
  readonly clock: RunClock
  /** Fits the model and the data; null: from the start. */
  readonly resumed: StoredCheckpoint | null
  /** Those of the data, which may take long to make anew, as far as they are still needed. */
  readonly files?: TaskData['files']
  readonly timing?: Timing
}

/** What only tests change; times in milliseconds. */
export interface Timing {
  /** Least time between two words of progress. */
  readonly progressGapMs?: number
  /** Least time between two batches of steps that are told. */
  readonly stepGapMs?: number
  /** Between two tries on a full disk. */
  readonly diskRetryMs?: number
  /** The most that the recorder keeps. */
  readonly recorderBytes?: { readonly timeline?: number; readonly snapshots?: number }
}

/** Trains until the last epoch, a stop or a failure. What was learned by then is in the run folder. */
export async function runEpochs(input: EpochsInput): Promise<Result<TrainOutcome>> {
  const loop = new TrainingLoop(input)
  try {
    return await loop.run()
  } finally {
    loop.dispose()
  }
}

/** How many steps an epoch takes. */
export function stepsPerEpochOf(data: TaskData, batchSize: number): number {
  return Math.ceil(data.training / batchSize)
}

class TrainingLoop {
  readonly #input: EpochsInput
  readonly #learningRate: LearningRate
  readonly #pace: Pace
  readonly #steps: EpochSteps
  readonly #saver: Saver
  readonly #checkpoints: Checkpoints
  readonly #kept: KeptModel
  readonly #end: EpochEnd
  readonly #holds: Holds
  readonly #recorder: Recorder | null
  #position: Position
  /** On the run's clock. */
  #epochBegan: number
  #fingerprint: Fingerprint | undefined
  /** Why training ends before its last epoch. */
  #ending: string | null = null

  constructor(input: EpochsInput) {
    const { request, data, learner, emit, control, clock, resumed, timing } = input
    const { training } = request.experiment
    const state = resumed?.state ?? null
    const stepsPerEpoch = stepsPerEpochOf(data, training.batchSize)
    const totalSteps = stepsPerEpoch * training.epochs
    this.#input = input
    this.#position = state?.position ?? startOfRun(stepsPerEpoch)
    this.#epochBegan = clock.seconds - (state?.epochSeconds ?? 0)
    this.#fingerprint = state?.data
    const learningRate = new LearningRate(
      training.schedule,
      training.optimizer.learningRate,
      { stepsPerEpoch, totalSteps },
      state?.schedule,
    )
    this.#learningRate = learningRate
    const validationShare = data.validation / data.training
    const pace = new Pace({ totalSteps, stepsPerEpoch, epochs: training.epochs, validationShare })
    this.#pace = pace
    const progress = new ProgressTeller(
      pace,
      training.epochs,
      (progress) => emit({ type: 'progress', id: request.runId, progress }),
      timing?.progressGapMs,
    )
    const telling = { request, data, learner, emit, learningRate, pace, progress }
    const { stepGapMs } = timing ?? {}
    this.#steps = new EpochSteps({ ...telling, clock, resumed, stepGapMs }, this.#position)
    const { optimizer } = this.#steps
    const saver = new Saver(timing?.diskRetryMs)
    const saving = { request, learner, saver, emit, resumed: state }
    this.#saver = saver
    this.#checkpoints = new Checkpoints({ ...saving, optimizer }, clock.seconds)
    const kept = new KeptModel(saving)
    this.#kept = kept
    this.#end = new EpochEnd({ ...telling, control, kept, resumed: state })
    this.#holds = new Holds({ request, control, clock, saver, emit })
    this.#recorder = createRecorder({
      ...{ request, data, learner, emit, control, clock, totalSteps },
      files: input.files ?? data.files,
      limits: timing?.recorderBytes,
    })
  }

  async run(): Promise<Result<TrainOutcome>> {
    const { resumed, control, learner } = this.#input
    if (resumed) {
      await this.#kept.restore(resumed.state)
      restoreWeights(resumed, learner.variables)
      const carried = carriedTensors(resumed)
      learner.restoreCarried?.(carried)
      tf.dispose([...carried.values()])
    }
    await this.#recorder?.begin(this.#position)
    while (!this.#isOver) {
      const failed = (await this.#attend()) ?? (await this.#advance())
      if (failed) return failed
      if (control.isStopped && !this.#isOver) break
    }
    const failed =
      (this.#isOver ? null : await this.#close()) ?? (await this.#holds.untilSaved(this.#position))
    await this.#recorder?.settled()
    return failed ?? this.#outcome()
  }

  dispose(): void {
    this.#steps.dispose()
    releaseMasks(this.#input.learner.model)
  }

  get #epochs(): number {
    return this.#input.request.experiment.training.epochs
  }

  get #isLastEpoch(): boolean {
    return this.#ending !== null || this.#position.epoch === this.#epochs
  }

  get #isOver(): boolean {
    return this.#ending !== null || this.#position.epoch > this.#epochs
  }

  // A batch, or the measurement at an epoch's end.
  #advance(): Promise<Failure | null> {
    if (this.#input.control.isStopped) return Promise.resolve(null)
    return isTrained(this.#position) ? this.#endEpoch() : this.#train()
  }

  /** Holds while a person or a full disk has training wait. */
  async #attend(): Promise<Failure | null> {
    const { control } = this.#input
    if (this.#saver.failure) return this.#saver.failure
    if (!control.isPaused && !this.#saver.fullDisk) return null
    const failed = this.#tellSteps() ?? (control.isPaused ? await this.#checkpoint() : null)
    if (failed) return failed
    await this.#holds.whileWanted(this.#position)
    this.#pace.rested()
    return this.#saver.failure
  }

  async #train(): Promise<Failure | null> {
    this.#position = afterStep(this.#position)
    const failedStep = this.#steps.train(this.#position)
    if (failedStep !== null) return this.#diverged(failedStep)
    const failed = await this.#saveInTime()
    if (failed) return failed
    await this.#recorder?.stepDone(this.#position)
    await nextTurn()
    return null
  }

  // At an epoch's end the checkpoint comes after its measurement.
  async #saveInTime(): Promise<Failure | null> {
    const isDue =
      !isTrained(this.#position) &&
      this.#checkpoints.isDue(this.#position.step, this.#input.clock.seconds)
    return isDue ? (this.#tellSteps() ?? (await this.#checkpoint())) : null
  }

  /** Tells what has gathered; the failure when a loss is no finite number. */
  #tellSteps(): Failure | null {
    const failedStep = this.#steps.tell()
    return failedStep === null ? null : this.#diverged(failedStep)
  }

  #diverged(step = this.#position.step): Failure {
    const { epoch } = this.#position
    const checkpointStep = this.#checkpoints.step
    const keptEpoch = this.#kept.chosen?.kept.epoch ?? null
    return notANumber(this.#input.request.experiment, { epoch, step, checkpointStep, keptEpoch })
  }

  /** All steps have to have been told. */
  async #checkpoint(): Promise<Failure | null> {
    return (await this.#checkpoints.save(this.#state())) ? null : this.#diverged()
  }

  #state(): CheckpointState {
    const { request, clock, data } = this.#input
    this.#fingerprint ??= data.fingerprint()
    return {
      position: this.#position,
      sums: this.#steps.sums.state,
      epochSeconds: clock.seconds - this.#epochBegan,
      seconds: clock.seconds,
      // Each step so far has been one of the optimizer's.
      optimizer: { type: request.experiment.training.optimizer.type, step: this.#position.step },
      schedule: this.#learningRate.state,
      earlyStopping: this.#end.earlyStopping,
      kept: this.#kept.chosen,
      data: this.#fingerprint,
    }
  }

  /** Measures the epoch whose steps are done, unless a pause or a hurried stop comes in between. */
  async #endEpoch(): Promise<Failure | null> {
    const { clock } = this.#input
    const measured = clock.seconds + (this.#pace.validationSeconds ?? 0)
    const failed = this.#checkpoints.isLate(measured) ? await this.#checkpoint() : null
    if (failed) return failed
    const evaluation = await this.#end.validate(this.#position)
    if (!evaluation) return null
    if (!Number.isFinite(evaluation.loss)) return this.#diverged()
    this.#ending = await this.#end.tell(this.#metrics(evaluation), evaluation)
    await this.#end.writeSample(this.#position)
    await this.#recorder?.epochDone(this.#position, this.#isLastEpoch)
    this.#position = afterEpoch(this.#position)
    this.#steps.sums.clear()
    this.#epochBegan = clock.seconds
    return this.#checkpoint()
  }

  #metrics(evaluation: Evaluation): EpochMetrics {
    const seconds = this.#input.clock.seconds - this.#epochBegan
    return this.#end.metrics(this.#position, { ...this.#steps.sums.means, seconds }, evaluation)
  }

  /** What a stop still does: saves, measures what there is and keeps it if it is the best. */
  async #close(): Promise<Failure | null> {
    const { epoch, step, stepInEpoch } = this.#position
    this.#saver.hurry()
    const failed = this.#tellSteps() ?? (await this.#checkpoint())
    if (failed || step === 0) return failed
    if (isTrained(this.#position)) {
      const ended = await this.#endEpoch()
      if (ended) return ended
    } else if (stepInEpoch > 0) {
      const evaluation = await this.#end.validate(this.#position)
      if (evaluation && !Number.isFinite(evaluation.loss)) return this.#diverged()
      if (evaluation) await this.#kept.offer(this.#metrics(evaluation), evaluation)
    }
    await this.#kept.offerUnmeasured(epoch, step)
    return null
  }

  #outcome(): Result<TrainOutcome> {
    const { clock } = this.#input
    const saved = this.#kept.saved
    return success({
      state: this.#isOver ? 'done' : 'stopped',
      message: this.#ending,
      kept: saved?.kept ?? null,
      epochs: this.#position.epoch - 1,
      steps: this.#position.step,
      seconds: clock.seconds,
      evaluation: saved?.evaluation ?? null,
    })
  }
}
