// The steps of an epoch: puts their examples together, trains on them, and gathers and tells what they came to.
import type { LearningRate } from '#shared/domain/learning-rate'
import type { Position } from '#shared/domain/run'
import type { TrainRequest } from '#shared/protocol/trainer-api'
import { tf } from '../backend'
import type { Learner, TaskData } from '../tasks/task'
import type { StoredCheckpoint } from './checkpoint/file'
import type { RunClock } from './clock'
import type { Emit } from './emit'
import { EpochSums } from './epoch-sums'
import { Optimizer } from './optimizers'
import type { Pace } from './pace'
import { isTrained } from './position'
import type { ProgressTeller } from './progress-teller'
import { StepGatherer } from './step-gatherer'
import { trainStep, type StepSettings } from './step'

export interface EpochStepsInput {
  readonly request: TrainRequest
  readonly data: Pick<TaskData, 'training'>
  readonly learner: Learner
  readonly emit: Emit
  readonly clock: RunClock
  readonly learningRate: LearningRate
  readonly pace: Pace
  readonly progress: ProgressTeller
  readonly resumed: StoredCheckpoint | null
  /** Least milliseconds between two batches of steps that are told. */
  readonly stepGapMs: number | undefined
}

export class EpochSteps {
  readonly optimizer: Optimizer
  /** Of the steps that were told. */
  readonly sums: EpochSums
  readonly #input: EpochStepsInput
  readonly #settings: StepSettings
  readonly #gatherer: StepGatherer
  #order: { readonly epoch: number; readonly examples: Int32Array } | null = null

  /** @param position where training goes on from */
  constructor(input: EpochStepsInput, position: Position) {
    const { learner, request, resumed, stepGapMs } = input
    const { optimizer, clipNorm, clipValue } = request.experiment.training
    this.#input = input
    this.optimizer = new Optimizer(optimizer, resumed?.optimizer)
    this.sums = new EpochSums(resumed?.state.sums ?? null, this.#rowsUpTo(position))
    this.#settings = {
      ...{ variables: learner.variables, optimizer: this.optimizer, clipNorm, clipValue },
    }
    this.#gatherer = new StepGatherer(stepGapMs)
  }

  /** Trains the step at `position` and tells of it when it is time; the step whose loss or gradient is no finite number, or null. */
  train(position: Position): number | null {
    const { learner, pace, progress, clock, learningRate: rates } = this.#input
    const { step } = position
    const started = performance.now()
    learner.masks.beginStep(step)
    const batch = learner.batch(this.#examplesAt(position))
    const learningRate = rates.at(step)
    const { finite, ...result } = trainStep(this.#settings, batch, learningRate)
    if (!finite) {
      tf.dispose([result.loss, result.accuracy])
      return this.tell() ?? step
    }
    const now = performance.now()
    pace.step(now)
    const milliseconds = now - started
    const { seconds } = clock
    const { weight } = batch
    const trained = { ...result, step, weight, milliseconds, learningRate, seconds }
    const isTime = this.#gatherer.add(trained)
    progress.trained(position)
    return isTime || isTrained(position) ? this.tell() : null
  }

  /** Tells what has gathered; the step whose loss is no finite number, or null. */
  tell(): number | null {
    const { emit, request } = this.#input
    const gathered = this.#gatherer.take()
    if (!gathered) return null
    const { columns, weights, failedStep } = gathered
    this.sums.add(columns, weights)
    if (weights.length > 0) emit({ type: 'steps', runId: request.runId, steps: columns })
    return failedStep
  }

  dispose(): void {
    this.#gatherer.dispose()
    this.optimizer.dispose()
  }

  #examplesAt({ epoch, stepInEpoch }: Position): Int32Array {
    const { request, data, learner } = this.#input
    const { batchSize } = request.experiment.training
    if (this.#order?.epoch !== epoch) this.#order = { epoch, examples: learner.order(epoch) }
    const from = (stepInEpoch - 1) * batchSize
    return this.#order.examples.subarray(from, Math.min(from + batchSize, data.training))
  }

  // What an older checkpoint's sums are of: its task counted rows.
  #rowsUpTo({ stepInEpoch }: Position): number {
    const { request, data } = this.#input
    return Math.min(stepInEpoch * request.experiment.training.batchSize, data.training)
  }
}
