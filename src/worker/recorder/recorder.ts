// The recorder: what probe texts do inside the network while it trains, and the weights at the ends of its epochs.
//
// It only reads. It draws no random number and changes no weight, so that a run is the same with it and without it; and
// whatever goes wrong in it leaves a line in the run's log and nothing else.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Probe } from '#shared/domain/inside/timeline'
import type { Position } from '#shared/domain/run'
import type { RecorderOptions } from '#shared/experiment/training'
import type { Result } from '#shared/protocol/result'
import type { TrainRequest } from '#shared/protocol/trainer-api'
import { networksOf, type Subject } from '../inspection/networks'
import { readText } from '../inspection/read-text'
import type { Learner, TaskData } from '../tasks/task'
import type { RunClock } from '../training/clock'
import type { Emit } from '../training/emit'
import type { RunControl } from '../training/run-control'
import { lookAtProbe, type Looked } from './look-at-probe'
import { readTimeline } from './read-timeline'
import { RecordSchedule } from './record-schedule'
import { SnapshotWriter } from './snapshot-writer'
import { subjectOf } from './subject-of'
import { timelineRecord } from './timeline-record'
import { TimelineWriter } from './timeline-writer'

/** So many probes are chosen where the experiment names none. */
const chosenProbes = 3

export interface RecorderInput {
  readonly request: TrainRequest
  readonly data: Pick<TaskData, 'probes'>
  /** What was written beside the model: see `TaskData.files`. */
  readonly files: TaskData['files']
  readonly learner: Pick<Learner, 'model' | 'variables'>
  readonly emit: Emit
  readonly control: Pick<RunControl, 'isStopped' | 'isPaused'>
  readonly clock: Pick<RunClock, 'seconds'>
  readonly totalSteps: number
  /** Bounds in bytes; tests make them small. */
  readonly limits?: { readonly timeline?: number; readonly snapshots?: number }
}

/** The recorder of a run; null for one that records nothing. */
export function createRecorder(input: RecorderInput): Recorder | null {
  const options = input.request.experiment.training.recorder
  return options && new Recorder(input, options)
}

export class Recorder {
  readonly #input: RecorderInput
  readonly #options: RecorderOptions
  readonly #timeline: TimelineWriter
  readonly #snapshots: SnapshotWriter | null
  readonly #began: number
  readonly #warnings = new Set<string>()
  #schedule: RecordSchedule
  /** Null: there is nothing to record. */
  #subject: Subject | null = null
  #probes: readonly Probe[] = []

  constructor(input: RecorderInput, options: RecorderOptions) {
    const { request, learner, clock, limits } = input
    const { folder } = request
    const warn = (message: string): void => this.#warn(message)
    this.#input = input
    this.#options = options
    this.#began = clock.seconds
    this.#schedule = this.#newSchedule(null)
    const onThinned = (): void => this.#schedule.double()
    this.#timeline = new TimelineWriter({ folder, warn, onThinned, limit: limits?.timeline })
    this.#snapshots = options.snapshots
      ? new SnapshotWriter({ folder, learner, warn, limit: limits?.snapshots })
      : null
  }

  /** Before the first step: takes up what a resumed run has, or records the initial weights. */
  async begin(position: Position): Promise<void> {
    if (position.step > 0) await this.#takeUp(position)
    this.#choose()
    if (this.#subject) this.#timeline.begin(this.#probes, this.#schedule.interval)
    if (position.step > 0) return
    await this.#snapshots?.keep(0, 0)
    await this.#record(position)
  }

  /** After a step: records if it is time. */
  async stepDone(position: Position): Promise<void> {
    // A slow disk is waited for only where each record was asked for.
    if (this.#schedule.isAuto && this.#timeline.isBusy) return
    if (this.#schedule.isDue(position.step, this.#seconds)) await this.#record(position)
  }

  /** At an epoch's end, before the position is that of the next one. @param isLast of the run */
  async epochDone(position: Position, isLast: boolean): Promise<void> {
    const { step, epoch } = position
    await this.#snapshots?.keep(epoch, step)
    const isDue = this.#schedule.isDueAtEnd(step, this.#seconds, isLast)
    if (isDue) await this.#record(position)
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.#snapshots?.settled()
    await this.#timeline.settled()
  }

  get #seconds(): number {
    return this.#input.clock.seconds - this.#began
  }

  #newSchedule(before: number | null): RecordSchedule {
    return new RecordSchedule({
      every: this.#options.every,
      totalSteps: this.#input.totalSteps,
      before,
    })
  }

  async #takeUp({ step, epoch, stepInEpoch, stepsPerEpoch }: Position): Promise<void> {
    const { folder } = this.#input.request
    await this.#timeline.takeUp(step)
    // An epoch whose steps are done is measured, and so kept, again.
    const done = stepInEpoch === stepsPerEpoch ? epoch : epoch - 1
    await this.#snapshots?.forgetAfter(done)
    const before = await readTimeline(folder)
    this.#schedule = this.#newSchedule(before.ok ? before.value.every : null)
  }

  /** The experiment's probes that the network can read, or some of the data. */
  #choose(): void {
    const { request, data, files } = this.#input
    const subject = subjectOf(request.experiment, files)
    if (!subject) return
    const typed = this.#options.probes.map((text) => ({ text, answer: null }))
    const wanted = typed.length > 0 ? typed : data.probes(chosenProbes)
    this.#probes = wanted.filter(({ text }) => {
      const read = readText(subject, text)
      if (!read.ok) this.#warn(`The probe "${text}" is not recorded: the network reads none of it.`)
      return read.ok
    })
    if (this.#probes.length > 0) this.#subject = subject
  }

  async #record(position: Position): Promise<void> {
    if (!this.#subject) return
    const began = performance.now()
    const looked = await this.#look(this.#subject)
    const { emit, request, clock } = this.#input
    const { runId, experiment } = request
    const { seconds } = clock
    const record = looked && timelineRecord({ experiment, position, seconds, looked })
    if (record) {
      const { entry } = record
      await this.#timeline.add(
        record,
        () => this.#schedule.interval,
        () => emit({ type: 'recorded', runId, entry }),
      )
    }
    this.#schedule.recorded(position.step, (performance.now() - began) / 1000)
  }

  /** What each probe does with the weights as they are; null when somebody waits for training to hold, or one cannot be read. */
  async #look(subject: Subject): Promise<Looked[] | null> {
    const { learner, control, request } = this.#input
    const networks = networksOf(learner.model, request.experiment)
    const looked: Looked[] = []
    for (const probe of this.#probes) {
      if (control.isStopped || control.isPaused) return null
      const asked = lookAtProbe(subject, networks, probe)
      const one =
        asked.ok || probe.answer === null
          ? asked
          : this.#withoutAnswer(probe, (other) => lookAtProbe(subject, networks, other))
      if (!one.ok) {
        this.#warn(`The probes are not recorded. ${one.message}`)
        return null
      }
      looked.push(one.value)
      await nextTurn()
    }
    return looked
  }

  /** A right answer that the network cannot give, such as a token that no text is cut into, is forgotten. */
  #withoutAnswer(probe: Probe, look: (probe: Probe) => Result<Looked>): Result<Looked> {
    const other = { ...probe, answer: null }
    this.#probes = this.#probes.map((one) => (one === probe ? other : one))
    this.#timeline.begin(this.#probes, this.#schedule.interval)
    return look(other)
  }

  #warn(message: string): void {
    if (this.#warnings.has(message)) return
    this.#warnings.add(message)
    const { emit, request } = this.#input
    emit({ type: 'log', runId: request.runId, line: { level: 'warning', message } })
  }
}
