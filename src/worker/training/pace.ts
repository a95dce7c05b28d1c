// How fast training goes and how long it will take, from the steps just done.

/** Times of the last steps; older than this do not count for the speed. */
const windowMilliseconds = 5000
const windowSteps = 200

export interface PacePlan {
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  readonly epochs: number
  /** Validation rows over training rows: the first guess at how long a validation takes. */
  readonly validationShare: number
}

/** Steps per second over the last seconds, and seconds left with the validations still to come. */
export class Pace {
  readonly #plan: PacePlan
  readonly #times: number[] = []
  #validationSeconds: number | undefined
  /** The speed before the last validation, until there are new steps to tell it by. */
  #before: number | undefined

  constructor(plan: PacePlan) {
    this.#plan = plan
  }

  /** Notes that a step ended at `now`, in milliseconds. */
  step(now: number): void {
    this.#times.push(now)
    while (
      this.#times.length > windowSteps ||
      (this.#times.length > 10 && now - this.#times[0] > windowMilliseconds)
    ) {
      this.#times.shift()
    }
  }

  /** Notes how long a validation took. The pause does not count as a slow step. */
  validated(seconds: number): void {
    this.#validationSeconds = seconds
    this.rested()
  }

  /** Notes that no steps were done for a while, which does not count as a slow step. */
  rested(): void {
    this.#before = this.stepsPerSecond
    this.#times.length = 0
  }

  /** How long a validation takes, once there was one. */
  get validationSeconds(): number | undefined {
    return this.#validationSeconds
  }

  /** Undefined until two steps of the run are done. */
  get stepsPerSecond(): number | undefined {
    const count = this.#times.length
    if (count < 2) return this.#before
    const milliseconds = this.#times[count - 1] - this.#times[0]
    return milliseconds > 0 ? ((count - 1) * 1000) / milliseconds : this.#before
  }

  /** For the whole run, after `stepsDone` steps of it. */
  secondsLeft(stepsDone: number): number | undefined {
    const speed = this.stepsPerSecond
    if (speed === undefined) return undefined
    const { totalSteps, stepsPerEpoch, epochs, validationShare } = this.#plan
    const validationsLeft = epochs - Math.floor(stepsDone / stepsPerEpoch)
    // A forward pass takes about a third of a training step.
    const validation = this.#validationSeconds ?? (stepsPerEpoch * validationShare) / speed / 3
    return (totalSteps - stepsDone) / speed + validationsLeft * validation
  }
}
