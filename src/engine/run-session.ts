// One run on the training thread, from its first event to its last: holds it, lets it go on and ends it.
import type { LabEvent } from '#shared/protocol/lab-api'
import { failure, type Result } from '#shared/protocol/result'
import type { TrainOutcome, TrainRequest } from '#shared/protocol/trainer-api'
import type { Ending } from './runs/ending'
import { LiveRun, type LiveRunOptions, type RunEvent } from './runs/live-run'
import type { Trainer } from './trainer-thread'
import type { TrainerHost } from './trainer-host'

const stuckMessage = 'The training thread did not stop in time and was ended.'
const closedMessage = 'The lab was closed.'

export interface RunSessionOptions extends Pick<
  LiveRunOptions,
  'record' | 'folder' | 'experiment' | 'before' | 'diskRetryMs' | 'emit'
> {
  readonly host: TrainerHost
  readonly request: TrainRequest
  /** A thread that was told to stop and gives no sign of life for so long is ended. */
  readonly stopGraceMs: number
}

export class RunSession {
  readonly run: LiveRun
  readonly #options: RunSessionOptions
  #isPausedByPerson = false
  #isStopping = false
  #ending: Ending = 'for-good'
  #isOver = false
  #lastSign = performance.now()
  #watch: NodeJS.Timeout | null = null
  /** Called when the run is told to be paused. */
  #onPaused: (() => void) | null = null

  constructor(options: RunSessionOptions) {
    this.#options = options
    this.run = new LiveRun({
      ...options,
      emit: (event) => this.#emit(event),
      onFullDisk: () => this.#tell((trainer) => trainer.pause(this.run.id)),
      onRoom: () => this.#roomAgain(),
      onWriteFailure: () => this.stop(),
    })
  }

  /** Trains until the trainer answers; a thread that dies meanwhile is a failure. */
  async train(): Promise<Result<TrainOutcome>> {
    try {
      return await this.#options.host.ask((trainer) => trainer.train(this.#options.request))
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      return failure('training-failed', `The trainer failed by a mistake of its own: ${detail}`)
    }
  }

  /** Writes how the run ended and gives the event to tell. */
  async finish(outcome: Result<TrainOutcome>): Promise<LabEvent> {
    const isForLater =
      this.#ending === 'for-later' && !outcome.ok && outcome.code === 'trainer-died'
    const ended = await this.run.finish(outcome, isForLater ? 'for-later' : 'for-good')
    this.#over()
    return ended
  }

  /** Leaves the folder to another session, which begins again from an earlier checkpoint. */
  async handOver(): Promise<void> {
    await this.run.handOver()
    this.#over()
  }

  take(event: RunEvent): void {
    this.run.take(event)
  }

  /** The thread gave a sign of life. */
  noticeSign(): void {
    this.#lastSign = performance.now()
  }

  pause(): void {
    this.#isPausedByPerson = true
    this.#tell((trainer) => trainer.pause(this.run.id))
  }

  /** On a full disk the run goes on when there is room, and not before. */
  goOn(): void {
    this.#isPausedByPerson = false
    if (!this.run.isDiskFull) this.#tell((trainer) => trainer.goOn(this.run.id))
  }

  /** Asks the run to end after the step; asked again, without the closing evaluation. */
  stop(): void {
    this.noticeSign()
    this.#isStopping = true
    this.run.giveUpWaiting()
    this.#tell((trainer) => trainer.stop(this.run.id))
    this.#watch ??= setInterval(() => this.#endWhenStuck(), this.#options.stopGraceMs / 4)
  }

  /** Asks the run to end at once, for its folder to go. */
  stopAtOnce(): void {
    this.stop()
    this.stop()
  }

  /** Ends the thread with a checkpoint on disk, so that the run can go on later; one that has not begun is stopped. */
  leave(): void {
    if (this.#isStopping) return
    this.#ending = 'for-later'
    if (this.run.paused || (this.run.record.position && !this.run.hasUnsavedSteps))
      return this.#dismiss()
    if (!this.run.hasUnsavedSteps) return this.stop()
    this.#onPaused = () => this.#dismiss()
    this.#tell((trainer) => trainer.pause(this.run.id))
  }

  /** Ends a thread that does not stop. */
  abandon(): void {
    this.#ending = 'for-good'
    this.run.giveUpWaiting()
    void this.#options.host.dismiss(stuckMessage)
  }

  #dismiss(): void {
    this.run.giveUpWaiting()
    void this.#options.host.dismiss(closedMessage)
  }

  #emit(event: LabEvent): void {
    this.#options.emit(event)
    if (event.type === 'run-paused') this.#onPaused?.()
  }

  #roomAgain(): void {
    if (this.#isPausedByPerson) this.run.stayPaused()
    else this.#tell((trainer) => trainer.goOn(this.run.id))
  }

  /** A step or a validation can be long; a thread that tells of nothing at all for the grace time is stuck. */
  #endWhenStuck(): void {
    if (performance.now() - this.#lastSign >= this.#options.stopGraceMs) this.abandon()
  }

  #over(): void {
    this.#isOver = true
    if (this.#watch) clearInterval(this.#watch)
  }

  /** A thread that has died meanwhile hears nothing, and its run has ended. */
  #tell(say: (trainer: Trainer) => Promise<unknown>): void {
    if (!this.#isOver) void this.#options.host.call(say).catch(() => undefined)
  }
}
