// The training loop: epochs of shuffled batches, a validation after each, pauses and checkpoints at the borders of batches.
import type { Sequential, Variable } from '@tensorflow/tfjs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { EarlyStopping } from '#shared/domain/early-stopping'
import { LearningRate } from '#shared/domain/learning-rate'
import type { EpochMetrics, Evaluation, Position } from '#shared/domain/run'
import { success, type Failure, type Result } from '#shared/protocol/result'
import type { TrainOutcome, TrainRequest } from '#shared/protocol/trainer-api'
import { tf } from '../backend'
import { evaluateRows } from '../inference/evaluation'
import { releaseMasks, type DropoutMasks } from '../model/dropout'
import { fillBatch } from '../text/batches'
import type { EncodedDataset } from '../text/encoded'
import { Checkpoints } from './checkpoint/checkpoints'
import { restoreWeights, type StoredCheckpoint } from './checkpoint/file'
import { fingerprintOf, type Fingerprint } from './checkpoint/fingerprint'
import type { CheckpointState } from './checkpoint/state'
import type { RunClock } from './clock'
import { Holds } from './holds'
import { KeptModel } from './kept-model'
import { notANumber } from './not-a-number'
import { Optimizer } from './optimizers'
import { Pace } from './pace'
import { afterEpoch, afterStep, isTrained, startOfRun } from './position'
import { ProgressTeller } from './progress-teller'
import { rowOrder } from './row-order'
import type { RunControl } from './run-control'
import { Saver } from './saver'
import { StepGatherer } from './step-gatherer'
import { trainableVariables, trainStep, type StepSettings } from './step'
import type { Emit } from './train'

export interface EpochsInput {
  readonly request: TrainRequest
  readonly dataset: EncodedDataset
  readonly model: Sequential
  readonly masks: DropoutMasks
  readonly emit: Emit
  readonly control: RunControl
  /** Runs, and holds while the run is paused. */
  readonly clock: RunClock
  /** By class id; null: all count the same. */
  readonly classWeights: Float32Array | null
  /** Fits the model and the data; null: from the start. */
  readonly resumed: StoredCheckpoint | null
  readonly timing?: Timing
}

/** What only tests change, in milliseconds. */
export interface Timing {
  /** Least time between two words of progress. */
  readonly progressGapMs?: number
  /** Least time between two batches of steps that are told. */
  readonly stepGapMs?: number
  /** Between two tries on a full disk. */
  readonly diskRetryMs?: number
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
export function stepsPerEpochOf(dataset: EncodedDataset, batchSize: number): number {
  return Math.ceil(dataset.training.count / batchSize)
}

class TrainingLoop {
  readonly #input: EpochsInput
  readonly #variables: Variable[]
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
  /** Of the epoch under way: each step's mean times its rows. */
  #sums: { readonly loss: number; readonly accuracy: number }
  /** On the run's clock. */
  #epochBegan: number
  #order: { readonly epoch: number; readonly rows: Int32Array } | null = null
  #fingerprint: Fingerprint | undefined
  /** Why training ends before its last epoch. */
  #ending: string | null = null

  constructor(input: EpochsInput) {
    const { request, dataset, model, emit, control, clock, resumed, timing } = input
    const { training } = request.experiment
    const state = resumed?.state ?? null
    const stepsPerEpoch = stepsPerEpochOf(dataset, training.batchSize)
    const totalSteps = stepsPerEpoch * training.epochs
    this.#input = input
    this.#position = state?.position ?? startOfRun(stepsPerEpoch)
    this.#sums = state?.sums ?? { loss: 0, accuracy: 0 }
    this.#epochBegan = clock.seconds - (state?.epochSeconds ?? 0)
    this.#fingerprint = state?.data
    this.#variables = trainableVariables(model)
    this.#optimizer = new Optimizer(training.optimizer, resumed?.optimizer)
    this.#settings = {
      ...{ model, variables: this.#variables, optimizer: this.#optimizer },
      ...{ clipNorm: training.clipNorm, clipValue: training.clipValue },
      loss: { labelSmoothing: training.labelSmoothing, classWeights: input.classWeights },
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
    const validationShare = dataset.validation.count / dataset.training.count
    this.#pace = new Pace({ totalSteps, stepsPerEpoch, epochs: training.epochs, validationShare })
    this.#progress = new ProgressTeller(
      this.#pace,
      training.epochs,
      (progress) => emit({ type: 'progress', id: request.runId, progress }),
      timing?.progressGapMs,
    )
    this.#gatherer = new StepGatherer(timing?.stepGapMs)
    const saver = new Saver(timing?.diskRetryMs)
    const saving = { request, variables: this.#variables, saver, emit, resumed: state }
    this.#saver = saver
    this.#checkpoints = new Checkpoints({ ...saving, optimizer: this.#optimizer }, clock.seconds)
    this.#kept = new KeptModel({ ...saving, model })
    this.#holds = new Holds({ request, control, clock, saver, emit })
  }

  async run(): Promise<Result<TrainOutcome>> {
    const { resumed, control } = this.#input
    if (resumed) {
      await this.#kept.restore(resumed.state)
      restoreWeights(resumed, this.#variables)
    }
    while (!this.#isOver) {
      const failed = (await this.#attend()) ?? (await this.#advance())
      if (failed) return failed
      if (control.isStopped && !this.#isOver) break
    }
    const failed =
      (this.#isOver ? null : await this.#close()) ?? (await this.#holds.untilSaved(this.#position))
    return failed ?? this.#outcome()
  }

  dispose(): void {
    this.#gatherer.dispose()
    releaseMasks(this.#input.model)
    this.#optimizer.dispose()
  }

  get #epochs(): number {
    return this.#input.request.experiment.training.epochs
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
    await nextTurn()
    return null
  }

  #trainBatch(): Failure | null {
    const { request, dataset, masks, clock } = this.#input
    const { text, training } = request.experiment
    const { step, epoch, stepInEpoch } = this.#position
    const started = performance.now()
    masks.beginStep(step)
    const from = (stepInEpoch - 1) * training.batchSize
    const to = Math.min(from + training.batchSize, dataset.training.count)
    const batch = fillBatch(dataset.training, this.#rowOrder(), from, to, text)
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
    const trained = { ...result, step, rows: to - from, milliseconds, learningRate, seconds }
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

  #rowOrder(): Int32Array {
    const { request, dataset } = this.#input
    const { epoch } = this.#position
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, rows: rowOrder(request.experiment, dataset.training.count, epoch) }
    }
    return this.#order.rows
  }

  /** Tells what has gathered; the failure when a loss is no finite number. */
  #tellSteps(): Failure | null {
    const { emit, request } = this.#input
    const gathered = this.#gatherer.take()
    if (!gathered) return null
    const { columns, rows, failedStep } = gathered
    let { loss, accuracy } = this.#sums
    for (const [index, count] of rows.entries()) {
      loss += columns.loss[index] * count
      accuracy += columns.accuracy[index] * count
    }
    this.#sums = { loss, accuracy }
    if (rows.length > 0) emit({ type: 'steps', runId: request.runId, steps: columns })
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
    const { request, clock, dataset } = this.#input
    this.#fingerprint ??= fingerprintOf(dataset)
    return {
      position: this.#position,
      sums: this.#sums,
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
    this.#position = afterEpoch(this.#position)
    this.#sums = { loss: 0, accuracy: 0 }
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

  #metrics({ loss: valLoss, accuracy: valAccuracy }: Evaluation): EpochMetrics {
    const { dataset, request, clock } = this.#input
    const { step, epoch, stepInEpoch } = this.#position
    const rows = Math.min(
      stepInEpoch * request.experiment.training.batchSize,
      dataset.training.count,
    )
    const loss = this.#sums.loss / rows
    const accuracy = this.#sums.accuracy / rows
    const seconds = clock.seconds - this.#epochBegan
    return { epoch, loss, accuracy, valLoss, valAccuracy, seconds, step }
  }

  async #validate(): Promise<Evaluation | null> {
    const { request, dataset, model, control } = this.#input
    const { text, training } = request.experiment
    const { validation: rows, labels } = dataset
    const evaluation = await evaluateRows(
      { model, rows, labels, text, batchSize: training.batchSize },
      {
        onRows: (done) => this.#progress.validated(this.#position, done, rows.count),
        isStopped: () => control.isHurried || control.isPaused,
      },
    )
    if (evaluation) this.#pace.validated(evaluation.seconds)
    return evaluation
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
