// The learning rate of each step: Keras's schedules, its reduction on a plateau, and a warm-up before any of them.
import { z } from 'zod'
import type { ScheduleOptions } from '../experiment/training'
import { describeWait, isBetter, valueOf } from './best-epoch'
import { formatCount } from './format'
import type { EpochMetrics } from './run'

/** How long training is, in steps. */
export interface SchedulePlan {
  readonly stepsPerEpoch: number
  readonly totalSteps: number
}

/** What a schedule remembers between epochs; only reduceOnPlateau changes it. */
export const scheduleStateSchema = z.object({
  /** After the reductions so far, warm-up left out. */
  learningRate: z.number().min(0),
  /** The monitored number of the best epoch; null before the first. */
  best: z.number().nullable(),
  /** Epochs since then, or since the last reduction. */
  waited: z.int().min(0),
  /** Epochs of the cooldown that are left. */
  cooldown: z.int().min(0),
})
export type ScheduleState = z.output<typeof scheduleStateSchema>

type OptionsOf<Type extends ScheduleOptions['type']> = Extract<ScheduleOptions, { type: Type }>

/**
 * The learning rate as a function of the step and, on a plateau, of the epochs heard so far. Numbers are Keras's:
 * https://keras.io/api/optimizers/learning_rate_schedules/ and https://keras.io/api/callbacks/reduce_lr_on_plateau/
 */
export class LearningRate {
  readonly #options: ScheduleOptions
  readonly #initial: number
  readonly #plan: SchedulePlan
  #state: ScheduleState

  /** @param initial the optimizer's learning rate, where the schedule starts */
  constructor(
    options: ScheduleOptions,
    initial: number,
    plan: SchedulePlan,
    state: ScheduleState = { learningRate: initial, best: null, waited: 0, cooldown: 0 },
  ) {
    this.#options = options
    this.#initial = initial
    this.#plan = plan
    this.#state = state
  }

  /** For a checkpoint; a new instance with it goes on where this one is. */
  get state(): ScheduleState {
    return this.#state
  }

  /** The rate of a step, from 1. During a warm-up of n steps it is 0, 1/n, 2/n ... of the schedule's, as in Keras. */
  at(step: number): number {
    const done = step - 1
    const { warmupSteps } = this.#options
    const rate = this.#scheduled(done)
    return done < warmupSteps ? rate * (done / warmupSteps) : rate
  }

  /** Hears an epoch's metrics; a sentence for the log when a plateau changed the rate, else null. */
  epochEnded(metrics: EpochMetrics): string | null {
    return this.#options.type === 'reduceOnPlateau'
      ? this.#watchPlateau(this.#options, metrics)
      : null
  }

  // The rate after so many steps. Schedules by the step count from the warm-up's end, those by the epoch from the start.
  #scheduled(done: number): number {
    const options = this.#options
    const initial = this.#initial
    const { stepsPerEpoch, totalSteps } = this.#plan
    const sinceWarmup = Math.max(0, done - options.warmupSteps)
    switch (options.type) {
      case 'constant':
        return initial
      case 'step':
        return initial * options.factor ** Math.floor(done / (stepsPerEpoch * options.epochs))
      case 'exponential': {
        const intervals = sinceWarmup / (options.decaySteps ?? stepsPerEpoch)
        return (
          initial * options.decayRate ** (options.staircase ? Math.floor(intervals) : intervals)
        )
      }
      case 'cosine': {
        const steps = options.decaySteps ?? Math.max(1, totalSteps - options.warmupSteps)
        const cosine = (1 + Math.cos(Math.PI * Math.min(1, sinceWarmup / steps))) / 2
        return initial * ((1 - options.alpha) * cosine + options.alpha)
      }
      case 'reduceOnPlateau':
        return this.#state.learningRate
    }
  }

  // In the order of Keras's callback: an epoch of the cooldown is taken off before the epoch is judged.
  #watchPlateau(options: OptionsOf<'reduceOnPlateau'>, metrics: EpochMetrics): string | null {
    const { monitor, minDelta, patience } = options
    const value = valueOf(monitor, metrics)
    const { best, learningRate } = this.#state
    const cooldown = Math.max(0, this.#state.cooldown - 1)
    const waitedBefore = this.#state.cooldown > 0 ? 0 : this.#state.waited
    if (isBetter(monitor, value, best, minDelta)) {
      this.#state = { learningRate, best: value, waited: 0, cooldown }
      return null
    }
    const waited = cooldown > 0 ? waitedBefore : waitedBefore + 1
    this.#state = { learningRate, best, waited, cooldown }
    if (cooldown > 0 || waited < patience || learningRate <= options.minLearningRate) return null
    const reduced = Math.max(learningRate * options.factor, options.minLearningRate)
    this.#state = { learningRate: reduced, best, waited: 0, cooldown: options.cooldown }
    const why = describeWait(monitor, minDelta, waited)
    return `Epoch ${formatCount(metrics.epoch)}: ${why}, so the learning rate goes from ${shortRate(learningRate)} to ${shortRate(reduced)}.`
  }
}

function shortRate(rate: number): string {
  return String(Number(rate.toPrecision(4)))
}
