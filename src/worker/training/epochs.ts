// The training loop: epochs of shuffled batches, a validation after each, pauses and checkpoints at the borders of batches.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { EarlyStopping } from '#shared/domain/early-stopping'
import { LearningRate } from '#shared/domain/learning-rate'
import type { Evaluation } from '#shared/domain/evaluation'
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
import { EpochSums } from './epoch-sums'
import { Holds } from './holds'
import { KeptModel } from './kept-model'
import { notANumber } from './not-a-number'
import { Optimizer } from './optimizers'
import { Pace } from './pace'
import { afterEpoch, afterStep, isTrained, startOfRun } from './position'
import { ProgressTeller } from './progress-teller'
import type { RunControl } from './run-control'
import { Saver } from './saver'
import { StepGatherer } from './step-gatherer'
import { trainStep, type StepSettings } from './step'

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
  readonly #optimizer: Optimizer
  readonly #settings: StepSettings
  readonly #learningRate: LearningRate
  readonly #earlyStopping: EarlyStopping | null
  readonly #pace: Pace
  readonly #progress: ProgressTeller
  readonly #gatherer: StepGatherer
  readonly #saver: Saver
  readonly #checkpoints: Checkpoints
  readonly #kept: KeptModel
  readonly #holds: Holds
  #position: Position
  readonly #recorder: Recorder | null
  readonly #sums: EpochSums
  /** On the run's clock. */
  #epochBegan: number
  #order: { readonly epoch: number; readonly examples: Int32Array } | null = null
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
    this.#sums = new EpochSums(state?.sums ?? null, this.#rowsSoFar())
    this.#epochBegan = clock.seconds - (state?.epochSeconds ?? 0)
    this.#fingerprint = state?.data
    this.#optimizer = new Optimizer(training.optimizer, resumed?.optimizer)
    this.#settings = {
      ...{ variables: learner.variables, optimizer: this.#optimizer },
      ...{ clipNorm: training.clipNorm, clipValue: training.clipValue },
    }
    this.#learningRate = new LearningRate(
      training.schedule,
      training.optimizer.learningRate,
      { stepsPerEpoch, totalSteps },
      state?.schedule,
    )
    this.#earlyStopping =
      training.earlyStopping &&
      new EarlyStopping(training.earlyStopping, state?.earlyStopping ?? undefined)
    const validationShare = data.validation / data.training
    this.#pace = new Pace({ totalSteps, stepsPerEpoch, epochs: training.epochs, validationShare })
    this.#progress = new ProgressTeller(
      this.#pace,
      training.epochs,
      (progress) => emit({ type: 'progress', id: request.runId, progress }),
      timing?.progressGapMs,
    )
    this.#gatherer = new StepGatherer(timing?.stepGapMs)
    const saver = new Saver(timing?.diskRetryMs)
    const saving = { request, learner, saver, emit, resumed: state }
    this.#saver = saver
    this.#checkpoints = new Checkpoints({ ...saving, optimizer: this.#optimizer }, clock.seconds)
    this.#kept = new KeptModel(saving)
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
    this.#gatherer.dispose()
    releaseMasks(this.#input.learner.model)
    this.#optimizer.dispose()
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
    const failed = this.#trainBatch() ?? (await this.#saveInTime())
    if (failed) return failed
    await this.#recorder?.stepDone(this.#position)
    await nextTurn()
    return null
  }

  #trainBatch(): Failure | null {
    const { request, data, learner, clock } = this.#input
    const { batchSize } = request.experiment.training
    const { step, epoch, stepInEpoch } = this.#position
    const started = performance.now()
    learner.masks.beginStep(step)
    const from = (stepInEpoch - 1) * batchSize
    const to = Math.min(from + batchSize, data.training)
    const batch = learner.batch(this.#examples().subarray(from, to))
    const learningRate = this.#learningRate.at(step)
    const { finite, ...result } = trainStep(this.#settings, batch, learningRate)
    if (!finite) {
      tf.dispose([result.loss, result.accuracy])
      return this.#tellSteps() ?? this.#diverged(step, epoch)
    }
    const now = performance.now()
    this.#pace.step(now)
    const milliseconds = now - started
    const { seconds } = clock
    const { weight } = batch
    const trained = { ...result, step, weight, milliseconds, learningRate, seconds }
    const isTime = this.#gatherer.add(trained)
    this.#progress.trained(this.#position)
    return isTime || isTrained(this.#position) ? this.#tellSteps() : null
  }

  // At an epoch's end the checkpoint comes after its measurement.
  async #saveInTime(): Promise<Failure | null> {
    const isDue =
      !isTrained(this.#position) &&
      this.#checkpoints.isDue(this.#position.step, this.#input.clock.seconds)
    return isDue ? (this.#tellSteps() ?? (await this.#checkpoint())) : null
  }

  #examples(): Int32Array {
    const { epoch } = this.#position
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, examples: this.#input.learner.order(epoch) }
    }
    return this.#order.examples
  }

  // What an older checkpoint's sums are of: its task counted rows.
  #rowsSoFar(): number {
    const { request, data } = this.#input
    return Math.min(
      this.#position.stepInEpoch * request.experiment.training.batchSize,
      data.training,
    )
  }

  /** Tells what has gathered; the failure when a loss is no finite number. */
  #tellSteps(): Failure | null {
    const { emit, request } = this.#input
    const gathered = this.#gatherer.take()
    if (!gathered) return null
    const { columns, weights, failedStep } = gathered
    this.#sums.add(columns, weights)
    if (weights.length > 0) emit({ type: 'steps', runId: request.runId, steps: columns })
    return failedStep === null ? null : this.#diverged(failedStep, this.#position.epoch)
  }

  #diverged(step: number, epoch: number): Failure {
    const checkpointStep = this.#checkpoints.step
    const keptEpoch = this.#kept.chosen?.kept.epoch ?? null
    return notANumber(this.#input.request.experiment, { epoch, step, checkpointStep, keptEpoch })
  }

  /** All steps have to have been told. */
  async #checkpoint(): Promise<Failure | null> {
    const { step, epoch } = this.#position
    return (await this.#checkpoints.save(this.#state())) ? null : this.#diverged(step, epoch)
  }

  #state(): CheckpointState {
    const { request, clock, data } = this.#input
    this.#fingerprint ??= data.fingerprint()
    return {
      position: this.#position,
      sums: this.#sums.state,
      epochSeconds: clock.seconds - this.#epochBegan,
      seconds: clock.seconds,
      // Each step so far has been one of the optimizer's.
      optimizer: { type: request.experiment.training.optimizer.type, step: this.#position.step },
      schedule: this.#learningRate.state,
      earlyStopping: this.#earlyStopping?.state ?? null,
      kept: this.#kept.chosen,
      data: this.#fingerprint,
    }
  }

  /** Measures the epoch whose steps are done, unless a pause or a hurried stop comes in between. */
  async #endEpoch(): Promise<Failure | null> {
    const { clock } = this.#input
    const { step, epoch } = this.#position
    const measured = clock.seconds + (this.#pace.validationSeconds ?? 0)
    const failed = this.#checkpoints.isLate(measured) ? await this.#checkpoint() : null
    if (failed) return failed
    const evaluation = await this.#validate()
    if (!evaluation) return null
    if (!Number.isFinite(evaluation.loss)) return this.#diverged(step, epoch)
    const metrics = this.#metrics(evaluation)
    this.#input.emit({ type: 'epoch', runId: this.#input.request.runId, metrics })
    await this.#kept.offer(metrics, evaluation)
    this.#hearEpoch(metrics)
    await this.#writeSample()
    await this.#recorder?.epochDone(this.#position, this.#isLastEpoch)
    this.#position = afterEpoch(this.#position)
    this.#sums.clear()
    this.#epochBegan = clock.seconds
    return this.#checkpoint()
  }

  #hearEpoch(metrics: EpochMetrics): void {
    const { emit, request } = this.#input
    const reduced = this.#learningRate.epochEnded(metrics)
    if (reduced) {
      emit({ type: 'log', runId: request.runId, line: { level: 'info', message: reduced } })
    }
    const ending = this.#earlyStopping?.epochEnded(metrics) ?? null
    // An end that comes with the last epoch is none before its time.
    if (ending === null || metrics.epoch >= this.#epochs) return
    const keptEpoch = this.#kept.chosen?.kept.epoch ?? metrics.epoch
    this.#ending = `${ending.replace(/\.$/, '')}; the model of epoch ${keptEpoch} is kept.`
  }

  #metrics(evaluation: Evaluation): EpochMetrics {
    const { clock, learner } = this.#input
    const { step, epoch } = this.#position
    const { loss, accuracy } = this.#sums.means
    const seconds = clock.seconds - this.#epochBegan
    const { loss: valLoss, accuracy: valAccuracy } = evaluation
    const extras = learner.extras({ loss, accuracy }, evaluation)
    const metrics = { epoch, loss, accuracy, valLoss, valAccuracy, seconds, step }
    return Object.keys(extras).length > 0 ? { ...metrics, extras } : metrics
  }

  async #validate(): Promise<Evaluation | null> {
    const { data, learner, control } = this.#input
    const evaluation = await learner.evaluate({
      onRows: (done) => this.#progress.validated(this.#position, done, data.validation),
      isStopped: () => control.isHurried || control.isPaused,
    })
    if (evaluation) this.#pace.validated(evaluation.seconds)
    return evaluation
  }

  async #writeSample(): Promise<void> {
    const { request, learner, emit } = this.#input
    const { epoch, step } = this.#position
    const sample = await learner.sample?.({ epoch, step })
    if (sample) emit({ type: 'sample', runId: request.runId, sample })
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
      const evaluation = await this.#validate()
      if (evaluation && !Number.isFinite(evaluation.loss)) return this.#diverged(step, epoch)
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
