// Gathers the trainer's steps into columns, so that a window gets at most 20 batches a second whatever the step rate.
import type { StepColumns } from '#shared/domain/run'

export interface Step {
  /** 1-based. */
  readonly step: number
  readonly loss: number
  readonly accuracy: number
  readonly gradientNorm: number
  /** Wall time. */
  readonly milliseconds: number
}

/** Least time between two batches. */
export const batchGapMs = 50
const capacity = 1024

export interface Clock {
  now(): number
  /** Calls back once after `ms`; the function returned calls it off. */
  after(ms: number, callback: () => void): () => void
}

const realClock: Clock = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

export class StepBuffer {
  readonly #onBatch: (steps: StepColumns) => void
  readonly #clock: Clock
  #columns = emptyColumns()
  #first = 1
  #count = 0
  #lastBatch = -Infinity
  #cancelTimer: (() => void) | null = null

  constructor(onBatch: (steps: StepColumns) => void, clock: Clock = realClock) {
    this.#onBatch = onBatch
    this.#clock = clock
  }

  /** Takes a step; hands out a batch now or when the gap since the last one is over. */
  add(step: Step): void {
    const follows = this.#count > 0 && step.step === this.#first + this.#count
    if (!follows) this.flush()
    if (this.#count === 0) this.#first = step.step
    this.#columns.loss[this.#count] = step.loss
    this.#columns.accuracy[this.#count] = step.accuracy
    this.#columns.gradientNorm[this.#count] = step.gradientNorm
    this.#columns.milliseconds[this.#count] = step.milliseconds
    this.#count++
    this.#schedule()
  }

  /** Hands out what is waiting. */
  flush(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    if (this.#count === 0) return
    const { loss, accuracy, gradientNorm, milliseconds } = this.#columns
    const end = this.#count
    this.#count = 0
    this.#lastBatch = this.#clock.now()
    this.#onBatch({
      first: this.#first,
      loss: loss.slice(0, end),
      accuracy: accuracy.slice(0, end),
      gradientNorm: gradientNorm.slice(0, end),
      milliseconds: milliseconds.slice(0, end),
    })
  }

  #schedule(): void {
    const wait = this.#lastBatch + batchGapMs - this.#clock.now()
    if (wait <= 0 || this.#count === capacity) this.flush()
    else this.#cancelTimer ??= this.#clock.after(wait, () => this.flush())
  }
}

function emptyColumns() {
  return {
    loss: new Float32Array(capacity),
    accuracy: new Float32Array(capacity),
    gradientNorm: new Float32Array(capacity),
    milliseconds: new Float32Array(capacity),
  }
}
