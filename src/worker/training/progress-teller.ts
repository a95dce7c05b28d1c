// Tells how far training is, about ten times a second.
import type { Position } from '#shared/domain/run'
import type { Progress } from '#shared/protocol/trainer-api'
import { throttled } from '../throttle'
import type { Pace } from './pace'

type Where = Pick<Position, 'epoch' | 'step' | 'stepInEpoch' | 'stepsPerEpoch'>

export class ProgressTeller {
  readonly #pace: Pace
  readonly #epochs: number
  readonly #tell: (progress: Progress) => void

  constructor(pace: Pace, epochs: number, tell: (progress: Progress) => void, gapMs?: number) {
    this.#pace = pace
    this.#epochs = epochs
    this.#tell = throttled(tell, gapMs)
  }

  trained(where: Where): void {
    const { stepInEpoch: done, stepsPerEpoch: total } = where
    this.#tell({ phase: 'training', done, total, unit: 'steps', ...this.#whereabouts(where) })
  }

  /** @param done validation rows measured, of `total` */
  validated(where: Where, done: number, total: number): void {
    this.#tell({ phase: 'validating', done, total, unit: 'rows', ...this.#whereabouts(where) })
  }

  #whereabouts({ epoch, step }: Where) {
    return {
      epoch,
      epochs: this.#epochs,
      stepsPerSecond: this.#pace.stepsPerSecond,
      secondsLeft: this.#pace.secondsLeft(step),
    }
  }
}
