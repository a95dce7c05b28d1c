// When the recorder records: every so many steps, or as often as a share of the training time allows.
import type { RecorderOptions } from '#shared/experiment/training'

/** Of the training time; the first record and the one of the last step come beside it. */
export const costShare = 0.02
/** What `auto` plans for, by steps; records at the ends of epochs come beside these. */
export const mostRecords = 100

export interface ScheduleInput {
  readonly every: RecorderOptions['every']
  readonly totalSteps: number
  /** Steps between two records so far, of a run that is taken up again; else null. */
  readonly before: number | null
}

export class RecordSchedule {
  readonly #isAuto: boolean
  #interval: number
  #lastStep: number | null = null
  /** Seconds that all records took, and the last one. */
  #spent = 0
  #latest = 0

  constructor({ every, totalSteps, before }: ScheduleInput) {
    this.#isAuto = every === 'auto'
    const first = every === 'auto' ? Math.max(1, Math.ceil(totalSteps / mostRecords)) : every
    this.#interval = Math.max(first, before ?? 1)
  }

  /** Whether a record may be left out to save time. */
  get isAuto(): boolean {
    return this.#isAuto
  }

  /** Steps between two records. */
  get interval(): number {
    return this.#interval
  }

  /** Every second record was given up for room, so that from now on there are half as many. */
  double(): void {
    this.#interval *= 2
  }

  /**
   * Whether a record is due after a step.
   * @param seconds of training so far, what recording took included
   */
  isDue(step: number, seconds: number): boolean {
    if (step === this.#lastStep) return false
    if (!this.#isAuto) return step % this.#interval === 0
    return step - (this.#lastStep ?? 0) >= this.#interval && this.#isAffordable(seconds)
  }

  /** The same at an epoch's end, which is recorded whenever there is time for it; the last one always. */
  isDueAtEnd(step: number, seconds: number, isLast: boolean): boolean {
    if (step === this.#lastStep) return false
    return isLast || (this.#isAuto && this.#isAffordable(seconds))
  }

  /** A record was made in so many seconds. The first one of a run, which takes several times as long, comes beside the share. */
  recorded(step: number, seconds: number): void {
    const isFirst = this.#lastStep === null
    this.#lastStep = step
    if (isFirst) return
    this.#spent += seconds
    this.#latest = seconds
  }

  #isAffordable(seconds: number): boolean {
    return this.#spent + this.#latest <= costShare * seconds
  }
}
