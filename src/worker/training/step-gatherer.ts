// Gathers steps into columns, so that they are told at most 20 times a second, and fetches their numbers from TensorFlow
// in one go.
import type { Scalar } from '@tensorflow/tfjs'
import type { StepColumns } from '#shared/domain/run'
import { tf } from '../backend'

/** A step that was trained; its loss and accuracy are still TensorFlow's. */
export interface TrainedStep {
  /** 1-based. */
  readonly step: number
  /** How much the batch counts: its rows or tokens. */
  readonly weight: number
  /** Mean over those, before the update; the gatherer disposes it. */
  readonly loss: Scalar
  /** Likewise. */
  readonly accuracy: Scalar
  readonly gradientNorm: number
  /** Wall time. */
  readonly milliseconds: number
  readonly learningRate: number
  /** Since the run began, at the step's end. */
  readonly seconds: number
}

export interface GatheredSteps {
  /** Up to the first whose loss is not a finite number. */
  readonly columns: StepColumns
  /** How much each counts. */
  readonly weights: readonly number[]
  /** The step whose loss is not a finite number. */
  readonly failedStep: number | null
}

/** Least time between two batches of steps, in milliseconds. */
export const batchGapMs = 50
const capacity = 1024

/** Holds steps that follow one another, and their tensors, until they are taken. */
export class StepGatherer {
  readonly #gapMs: number
  readonly #now: () => number
  #steps: TrainedStep[] = []
  #lastTaken = -Infinity

  constructor(gapMs = batchGapMs, now = () => performance.now()) {
    this.#gapMs = gapMs
    this.#now = now
  }

  /** Takes a step in; true when it is time to take out what has gathered. */
  add(step: TrainedStep): boolean {
    this.#steps.push(step)
    return this.#steps.length >= capacity || this.#now() - this.#lastTaken >= this.#gapMs
  }

  /** Takes out what has gathered; null when nothing has. */
  take(): GatheredSteps | null {
    const steps = this.#steps
    if (steps.length === 0) return null
    const numbers = this.#fetch()
    this.#lastTaken = this.#now()
    const losses = numbers.subarray(0, steps.length)
    const failed = losses.findIndex((loss) => !Number.isFinite(loss))
    const good = failed === -1 ? steps : steps.slice(0, failed)
    const column = (of: (step: TrainedStep) => number) => Float32Array.from(good, of)
    return {
      columns: {
        first: steps[0].step,
        loss: losses.slice(0, good.length),
        accuracy: numbers.slice(steps.length, steps.length + good.length),
        gradientNorm: column(({ gradientNorm }) => gradientNorm),
        milliseconds: column(({ milliseconds }) => milliseconds),
        learningRate: column(({ learningRate }) => learningRate),
        seconds: column(({ seconds }) => seconds),
      },
      weights: good.map(({ weight }) => weight),
      failedStep: failed === -1 ? null : steps[failed].step,
    }
  }

  /** Frees what has gathered and was not taken. */
  dispose(): void {
    tf.dispose(this.#steps.flatMap(({ loss, accuracy }) => [loss, accuracy]))
    this.#steps = []
  }

  // All losses, then all accuracies.
  #fetch(): Float32Array {
    const losses = this.#steps.map(({ loss }) => loss)
    const accuracies = this.#steps.map(({ accuracy }) => accuracy)
    const numbers = tf.tidy(() => tf.stack([...losses, ...accuracies]).dataSync<'float32'>())
    this.dispose()
    return numbers
  }
}
