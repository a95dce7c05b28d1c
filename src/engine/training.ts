// Runs one training at a time on the training thread, and ends one that does not stop by itself.
import { access } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import type { LabEvent, TrainOptions } from '#shared/protocol/lab-api'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { TrainerEvent, TrainOutcome } from '#shared/protocol/trainer-api'
import type { Grants } from './grants'
import { createRun } from './runs/create-run'
import { LiveRun } from './runs/live-run'
import type { TrainerHost } from './trainer-host'

const stuckMessage =
  'The training thread did not stop in time and was ended. What was learned up to the last whole epoch is kept.'

export interface TrainingOptions {
  readonly host: TrainerHost
  readonly grants: Grants
  /** Where runs go that have no folder of their own. */
  readonly runsFolder: string
  /** A thread that was told to stop and gives no sign of life for so long is ended. */
  readonly stopGraceMs: number
  /** The longest that closing waits for the run to end by itself. */
  readonly closeGraceMs: number
  emit(event: LabEvent): void
}

export class Training {
  readonly #options: TrainingOptions
  #run: LiveRun | null = null
  #started: LabEvent | null = null
  /** The name of the run that is being created or trains. */
  #busyWith: string | null = null
  #ended: Promise<void> = Promise.resolve()
  #lastSign = 0

  constructor(options: TrainingOptions) {
    this.#options = options
  }

  /** The id of the run that trains, if one does. */
  get runId(): string | null {
    return this.#run?.id ?? null
  }

  /** The event that told of the run under way, for a window that comes later. */
  get started(): LabEvent | null {
    return this.#run ? this.#started : null
  }

  /** Checks the experiment, creates its folder and starts; settles when the run has begun. */
  async start(
    input: unknown,
    { out }: TrainOptions,
  ): Promise<Result<{ runId: string; folder: string }>> {
    if (this.#busyWith !== null) return busy(this.#busyWith)
    const parsed = parseExperiment(input)
    if (!parsed.ok) return parsed
    this.#busyWith = parsed.value.name
    const begun = await this.#begin(parsed.value, out)
    if (!begun.ok) this.#busyWith = null
    return begun
  }

  /** Hears an event of the training thread; those of a run that is over are dropped. */
  take(event: TrainerEvent): void {
    this.#lastSign = performance.now()
    if (event.type === 'progress') {
      this.#options.emit({ type: 'progress', id: event.id, progress: event.progress })
    } else if (event.runId === this.#run?.id) this.#run.take(event)
  }

  /** Asks the run under way to end after the step; false when it is another or none. */
  stop(id: string): boolean {
    const run = this.#run
    if (run?.id !== id) return false
    this.#lastSign = performance.now()
    void this.#options.host.call((trainer) => trainer.stop(id)).catch(() => undefined)
    this.#watch(run)
    return true
  }

  /** Stops what is under way and waits until it is on disk; what takes too long is ended. */
  async close(): Promise<void> {
    if (!this.#run) return this.#ended
    this.stop(this.#run.id)
    const { closeGraceMs, host } = this.#options
    const timer = setTimeout(() => void host.dismiss(stuckMessage), closeGraceMs)
    await this.#ended
    clearTimeout(timer)
  }

  async #begin(
    experiment: Experiment,
    out: string | null,
  ): Promise<Result<{ runId: string; folder: string }>> {
    const { grants, runsFolder } = this.#options
    const objection = await this.#objection(experiment.data.path, out, grants)
    if (objection) return objection
    const created = await createRun(out ?? runsFolder, experiment)
    if (!created.ok) return created
    const { record, folder } = created.value
    const run = new LiveRun({
      record,
      folder,
      emit: (event) => this.#options.emit(event),
      onWriteFailure: () => this.stop(record.id),
    })
    this.#run = run
    this.#started = { type: 'run-started', record, folder, experiment }
    this.#options.emit(this.#started)
    this.#ended = this.#train(run, experiment)
    return success({ runId: run.id, folder })
  }

  async #objection(data: string, out: string | null, grants: Grants): Promise<Failure | null> {
    if (!isAbsolute(data)) {
      const problem = { path: 'data.path', message: `"${data}" is not an absolute path.` }
      return failure('experiment-invalid', `data.path: ${problem.message}`, [problem])
    }
    return (
      (await grants.check(data, 'read')) ??
      (out === null ? null : await grants.check(out, 'write')) ??
      (await access(data).then(
        () => null,
        () => unreadable(data),
      ))
    )
  }

  async #train(run: LiveRun, experiment: Experiment): Promise<void> {
    const request = { runId: run.id, experiment, folder: run.folder }
    let outcome: Result<TrainOutcome>
    try {
      outcome = await this.#options.host.ask((trainer) => trainer.train(request))
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      outcome = failure('training-failed', `The trainer failed by a mistake of its own: ${detail}`)
    }
    const ended = await run.finish(outcome)
    // Whoever hears of the end may start the next run at once.
    this.#run = null
    this.#busyWith = null
    this.#options.emit(ended)
  }

  /** A step or a validation can be long; a thread that tells of nothing at all for the grace time is stuck. */
  #watch(run: LiveRun): void {
    const { stopGraceMs, host } = this.#options
    const timer = setInterval(() => {
      if (this.#run !== run) return clearInterval(timer)
      if (performance.now() - this.#lastSign < stopGraceMs) return
      clearInterval(timer)
      void host.dismiss(stuckMessage)
    }, stopGraceMs / 4)
    void this.#ended.then(() => clearInterval(timer))
  }
}

function busy(name: string): Result<never> {
  return failure('busy', `"${name}" is still training. Stop it or wait until it is done.`)
}

function unreadable(path: string): Failure {
  return failure(
    'data-unreadable',
    `${path} is not there or may not be read. Choose the data file or folder again.`,
  )
}
