// One variant of a race: its network, its optimizer and what it has learned so far.
import { headlineNameOf, headlineOf, betterOf, type Headline } from '#shared/domain/headline'
import { LearningRate, type SchedulePlan } from '#shared/domain/learning-rate'
import type { Evaluation } from '#shared/domain/evaluation'
import type { EpochMetrics } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import { tf } from '../backend'
import { releaseMasks } from '../model/dropout'
import type { EvaluateControl, Learner } from '../tasks/task'
import { divergenceWords } from '#shared/domain/divergence'
import { formatCount } from '#shared/domain/format'
import { Optimizer } from '../training/optimizers'
import { StepGatherer } from '../training/step-gatherer'
import { trainStep, type StepSettings } from '../training/step'

/** Means over the steps since the last telling. */
export interface LanePoint {
  readonly loss: number
  /** NaN of numbers. */
  readonly accuracy: number
  /** Of a step. */
  readonly milliseconds: number
}

const nothing = { loss: 0, accuracy: 0, weight: 0 }

export class Lane {
  readonly name: string
  readonly experiment: Experiment
  readonly learner: Learner
  readonly #optimizer: Optimizer
  readonly #settings: StepSettings
  readonly #learningRate: LearningRate
  readonly #gatherer = new StepGatherer()
  #sums = nothing
  #seconds = 0
  #evaluation: Evaluation | null = null
  #headline: Headline | null = null
  #message: string | null = null

  constructor(name: string, experiment: Experiment, learner: Learner, plan: SchedulePlan) {
    const { optimizer, schedule, clipNorm, clipValue } = experiment.training
    this.name = name
    this.experiment = experiment
    this.learner = learner
    this.#optimizer = new Optimizer(optimizer)
    this.#settings = {
      ...{ variables: learner.variables, optimizer: this.#optimizer, clipNorm, clipValue },
    }
    this.#learningRate = new LearningRate(schedule, optimizer.learningRate, plan)
  }

  /** Why it trains no more; null while it does. */
  get message(): string | null {
    return this.#message
  }

  /** Of its own steps. */
  get seconds(): number {
    return this.#seconds
  }

  get evaluation(): Evaluation | null {
    return this.#evaluation
  }

  get headline(): Headline | null {
    return this.#headline
  }

  /** One step on these examples, timed alone; nothing once it has dropped out. */
  train(examples: Int32Array, step: number): void {
    if (this.#message !== null) return
    const started = performance.now()
    this.learner.masks.beginStep(step)
    const batch = this.learner.batch(examples)
    const learningRate = this.#learningRate.at(step)
    const { finite, ...result } = trainStep(this.#settings, batch, learningRate)
    const milliseconds = performance.now() - started
    this.#seconds += milliseconds / 1000
    if (!finite) {
      tf.dispose([result.loss, result.accuracy])
      return this.#dropOut(step)
    }
    const { weight } = batch
    const { seconds } = this
    this.#gatherer.add({ ...result, step, weight, milliseconds, learningRate, seconds })
  }

  /** What its steps since the last telling were like; null when there were none. */
  take(): LanePoint | null {
    const gathered = this.#gatherer.take()
    if (!gathered) return null
    const { columns, weights, failedStep } = gathered
    let { loss, accuracy, weight } = this.#sums
    for (const [index, counted] of weights.entries()) {
      loss += columns.loss[index] * counted
      accuracy += columns.accuracy[index] * counted
      weight += counted
    }
    this.#sums = { loss, accuracy, weight }
    if (failedStep !== null) this.#dropOut(failedStep)
    if (weights.length === 0) return null
    return {
      loss: meanOf(columns.loss),
      accuracy: meanOf(columns.accuracy),
      milliseconds: meanOf(columns.milliseconds),
    }
  }

  /** Measures the epoch whose steps were taken, and begins the next; null when it dropped out or the measurement was stopped. */
  async endEpoch(
    epoch: number,
    step: number,
    control: EvaluateControl,
  ): Promise<EpochMetrics | null> {
    if (this.#message !== null) return null
    const evaluation = await this.learner.evaluate(control)
    if (!evaluation) return null
    if (!Number.isFinite(evaluation.loss)) {
      this.#dropOut(step)
      return null
    }
    const loss = this.#sums.loss / this.#sums.weight
    const accuracy = this.#sums.accuracy / this.#sums.weight
    this.#sums = nothing
    const { loss: valLoss, accuracy: valAccuracy } = evaluation
    const extras = this.learner.extras({ loss, accuracy }, evaluation)
    const { seconds } = this
    const metrics = { epoch, loss, accuracy, valLoss, valAccuracy, seconds, step, extras }
    this.#learningRate.epochEnded(metrics)
    this.#evaluation = evaluation
    this.#headline = this.#headlineAfter(metrics)
    return metrics
  }

  dispose(): void {
    this.#gatherer.dispose()
    releaseMasks(this.learner.model)
    this.#optimizer.dispose()
    this.learner.dispose()
  }

  #dropOut(step: number): void {
    const { learningRate } = this.experiment.training.optimizer
    this.#message =
      `${divergenceWords} in step ${formatCount(step)}, so ${this.name} dropped out. ` +
      `Lower training.optimizer.learningRate (now ${learningRate}) or training.clipNorm and race again.`
  }

  #headlineAfter(metrics: EpochMetrics): Headline {
    const name = headlineNameOf(this.experiment)
    const value = headlineOf(name, metrics)
    const best = betterOf(name, this.#headline?.best ?? null, value)
    return { name, best, last: Number.isFinite(value) ? value : null }
  }
}

function meanOf(column: Float32Array): number {
  return column.reduce((sum, value) => sum + value, 0) / column.length
}
