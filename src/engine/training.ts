// Trains one run at a time: begins new ones, takes up old ones, and says which session a call is for.
import { basename } from 'node:path'
import { describePosition } from '#shared/domain/position'
import type { Checkpoint, RunRecord } from '#shared/domain/run'
import type { DataOptions } from '#shared/experiment/data'
import { describeSource } from '#shared/experiment/data-paths'
import { parseExperiment } from '#shared/experiment/parse'
import type { ResumeSettings } from '#shared/experiment/resume-settings'
import type { Experiment } from '#shared/experiment/schema'
import type { LabEvent } from '#shared/protocol/lab-api'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { TrainerEvent, TrainOutcome } from '#shared/protocol/trainer-api'
import { absentData, refusedData, relativeData, unreadableData } from './data-access'
import type { Grants } from './grants'
import { RunSession } from './run-session'
import { createRun, type Filing } from './runs/create-run'
import { deleteRuns } from './runs/delete-runs'
import { planResume, takeUp, type ResumePlan } from './runs/resume-run'
import { removeLock, takeLock } from './runs/run-lock'
import { withStart, type FindRun } from './start-from'
import type { TrainerHost } from './trainer-host'
import { trainFromNewest } from './train-from-newest'

export interface TrainingOptions {
  readonly host: TrainerHost
  readonly grants: Grants
  /** Where runs go that have no folder of their own. */
  readonly runsFolder: string
  /** A thread that was told to stop and gives no sign of life for so long is ended. */
  readonly stopGraceMs: number
  /** The longest that closing, or discarding a run, waits for it to hold or end by itself. */
  readonly closeGraceMs: number
  /** Between two attempts to write on a full disk. */
  readonly diskRetryMs: number
  emit(event: LabEvent): void
  /** The folder of a run of the store. */
  readonly findRun: FindRun
  /** Nothing trains any more; called after the windows have been told. */
  onIdle(): void
  /** Why no run may begin though none trains, e.g. that a race does; null when nothing stands in its way. */
  busyElsewhere?(): Failure | null
}

export type Begun = Result<{ runId: string; folder: string }>
type StartedEvent = Extract<LabEvent, { type: 'run-started' }>

/** What a session begins with. */
interface Beginning {
  readonly record: RunRecord
  readonly folder: string
  readonly experiment: Experiment
  readonly before: ConstructorParameters<typeof RunSession>[0]['before']
  readonly checkpoint: Checkpoint | null
}

export class Training {
  readonly #options: TrainingOptions
  #session: RunSession | null = null
  #started: StartedEvent | null = null
  /** The name of the run that is being created or trains. */
  #busyWith: string | null = null
  #beginning: Promise<unknown> = Promise.resolve()
  #ended: Promise<void> = Promise.resolve()
  #isClosing = false

  constructor(options: TrainingOptions) {
    this.#options = options
  }

  get isBusy(): boolean {
    return this.busy !== null || this.#isClosing
  }

  /** What calls are answered that cannot wait for what is under way; null when nothing is. */
  get busy(): Failure | null {
    return this.#busyWith === null
      ? (this.#options.busyElsewhere?.() ?? null)
      : busy(this.#busyWith)
  }

  /** The id of the run that trains, if one does. */
  get runId(): string | null {
    return this.#session?.run.id ?? null
  }

  /** What tells a window that comes later of the run under way. */
  get story(): readonly LabEvent[] {
    if (!this.#session || !this.#started) return []
    const { record, paused } = this.#session.run
    return [{ ...this.#started, record }, ...(paused ? [paused] : [])]
  }

  /** Why an experiment cannot be trained from here, or the experiment with its defaults. */
  async check(input: unknown): Promise<Result<Experiment>> {
    const parsed = parseExperiment(input)
    if (!parsed.ok) return parsed
    const { data } = parsed.value
    const objection = (await this.#objection(data)) ?? (await unreadableData(data))
    return objection ?? withStart(parsed.value, this.#options.findRun, this.#options.grants)
  }

  /** Checks an experiment, creates its folder and starts; settles when the run has begun. */
  start(input: unknown, out: string | null, filing?: Filing): Promise<Begun> {
    return this.#alone(nameOf(input), async () => {
      const checked = await this.check(input)
      if (!checked.ok) return checked
      const refused = out === null ? null : await this.#options.grants.check(out, 'write')
      return refused ?? this.#create(checked.value, out, filing)
    })
  }

  /** Starts an experiment that was checked, and its data granted, when it was put into the queue. */
  startQueued(experiment: Experiment, filing: Filing): Promise<Begun> {
    return this.#alone(
      experiment.name,
      async () => (await unreadableData(experiment.data)) ?? this.#create(experiment, null, filing),
    )
  }

  /** Looks whether a run could be taken up from here. */
  async checkResume(folder: string, settings: ResumeSettings): Promise<Result<ResumePlan>> {
    const plan = await planResume(folder, settings)
    if (!plan.ok) return plan
    const { data } = plan.value.experiment
    return absentData(data) ?? (await this.#objection(data)) ?? plan
  }

  /** Takes a run up again at its newest checkpoint. */
  resume(folder: string, settings: ResumeSettings): Promise<Begun> {
    return this.#alone(basename(folder), () =>
      this.#takeUpChecked(this.checkResume(folder, settings)),
    )
  }

  /** Takes a run up that was checked, and its data granted, when it was put into the queue. */
  resumeQueued(folder: string): Promise<Begun> {
    return this.#alone(basename(folder), () => this.#takeUpChecked(planResume(folder, {})))
  }

  /** Hears an event of the training thread; those of a run that is over are dropped. */
  take(event: TrainerEvent): void {
    this.#session?.noticeSign()
    if (event.type === 'progress') {
      this.#options.emit({ type: 'progress', id: event.id, progress: event.progress })
    } else if ('runId' in event && event.runId === this.runId) this.#session?.take(event)
  }

  /** Asks the run under way to hold after the batch; false when it is another or none. */
  pause(id: string): boolean {
    return this.#with(id, (session) => session.pause())
  }

  goOn(id: string): boolean {
    return this.#with(id, (session) => session.goOn())
  }

  /** Asks the run under way to end after the step; false when it is another or none. */
  stop(id: string): boolean {
    return this.#with(id, (session) => session.stop())
  }

  /** Ends the run under way and moves its folder to the trash. */
  async discard(id: string): Promise<Result<null>> {
    const session = this.#session
    if (session?.run.id !== id) return notTraining(id)
    session.stopAtOnce()
    await this.#endedInTime(session)
    return deleteRuns([session.run.folder])
  }

  /** Holds what is under way with a checkpoint on disk, to go on later; what takes too long is ended. */
  async close(): Promise<void> {
    this.#isClosing = true
    await this.#beginning
    const session = this.#session
    if (!session) return this.#ended
    session.leave()
    await this.#endedInTime(session)
  }

  /** Begins one run at a time; the lab is busy from the first moment on. */
  async #alone(name: string, begin: () => Promise<Begun>): Promise<Begun> {
    if (this.#isClosing) return failure('stopped', 'The lab is being closed.')
    if (this.busy) return this.busy
    this.#busyWith = name
    const beginning = begin()
    this.#beginning = beginning
    const begun = await beginning
    if (!begun.ok) this.#busyWith = null
    return begun
  }

  async #create(experiment: Experiment, out: string | null, filing?: Filing): Promise<Begun> {
    const created = await createRun(out ?? this.#options.runsFolder, experiment, filing)
    if (!created.ok) return created
    const beginning = { ...created.value, experiment, before: null, checkpoint: null }
    const session = this.#open(beginning)
    const { startFrom } = experiment.training
    const from = startFrom === null ? '' : `, from the weights of ${startFrom}`
    session.run.log('info', `Started with ${describeSource(experiment.data)}${from}.`)
    this.#ended = this.#finish(session, session.train())
    return success({ runId: session.run.id, folder: session.run.folder })
  }

  async #takeUpChecked(checked: Promise<Result<ResumePlan>>): Promise<Begun> {
    const plan = await checked
    if (!plan.ok) return plan
    return (await unreadableData(plan.value.experiment.data)) ?? this.#takeUp(plan.value)
  }

  async #takeUp(plan: ResumePlan): Promise<Begun> {
    const { folder, record } = plan
    const locked = await takeLock(folder)
    if (locked) return locked
    const newest = await this.#openAt(plan, plan.checkpoints.length - 1)
    if (!newest.ok) {
      await removeLock(folder)
      return newest
    }
    this.#ended = this.#trainFrom(plan, newest.value)
    return success({ runId: record.id, folder })
  }

  async #openAt(plan: ResumePlan, index: number): Promise<Result<RunSession>> {
    const checkpoint = plan.checkpoints[index]
    const taken = await takeUp(plan, checkpoint)
    if (!taken.ok) return taken
    const { record, checkpoints, metrics } = taken.value
    const { folder, experiment } = plan
    const before = { checkpoints, metrics }
    const session = this.#open({ record, folder, experiment, before, checkpoint })
    session.run.log('info', `Resumed at ${describePosition(checkpoint)}${changesOf(plan)}.`)
    return success(session)
  }

  async #trainFrom(plan: ResumePlan, newest: RunSession): Promise<void> {
    const trained = await trainFromNewest(plan, newest, (index) => this.#openAt(plan, index))
    return this.#finish(trained.session, Promise.resolve(trained.outcome))
  }

  #open({ record, folder, experiment, before, checkpoint }: Beginning): RunSession {
    const { host, stopGraceMs, diskRetryMs, emit } = this.#options
    const request = { runId: record.id, experiment, folder, checkpoint: checkpoint?.file ?? null }
    this.#busyWith = record.name
    this.#session = new RunSession({
      record,
      folder,
      experiment,
      before,
      diskRetryMs,
      host,
      request,
      stopGraceMs,
      emit: (event) => emit(event),
    })
    this.#started = { type: 'run-started', isResumed: before !== null, record, folder, experiment }
    emit(this.#started)
    return this.#session
  }

  async #finish(session: RunSession, training: Promise<Result<TrainOutcome>>): Promise<void> {
    const ended = await session.finish(await training)
    // Whoever hears of the end may start the next run at once.
    this.#session = null
    this.#busyWith = null
    this.#options.emit(ended)
    if (!this.isBusy) this.#options.onIdle()
  }

  /** Waits for the run under way to end, and ends it when it takes too long. */
  async #endedInTime(session: RunSession): Promise<void> {
    const timer = setTimeout(() => session.abandon(), this.#options.closeGraceMs)
    await this.#ended
    clearTimeout(timer)
  }

  #with(id: string, use: (session: RunSession) => void): boolean {
    if (this.#session?.run.id !== id) return false
    use(this.#session)
    return true
  }

  async #objection(data: DataOptions): Promise<Failure | null> {
    return relativeData(data) ?? refusedData(data, this.#options.grants)
  }
}

/** What calls answer for a run that does not train. */
export function notTraining(id: string): Failure {
  return failure('run-unreadable', `The run "${id}" does not train now.`)
}

/** For example " with training.clipNorm 1". */
function changesOf({ settings }: ResumePlan): string {
  const changes = Object.entries(settings).map(([path, value]) => `${path} ${String(value)}`)
  return changes.length > 0 ? ` with ${changes.join(', ')}` : ''
}

/** Of an experiment that has not been checked yet. */
function nameOf(input: unknown): string {
  const parsed = parseExperiment(input)
  return parsed.ok ? parsed.value.name : 'Another run'
}

function busy(name: string): Failure {
  return failure('busy', `"${name}" is still training. Stop it or wait until it is done.`)
}
