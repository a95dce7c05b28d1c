// The run that trains now: what the trainer tells is written to the run folder and passed on to the windows.
import { join } from 'node:path'
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import { describePosition } from '#shared/domain/position'
import type {
  Checkpoint,
  EpochMetrics,
  Evaluation,
  KeptEpoch,
  LogLine,
  Position,
  RunRecord,
  StepColumns,
} from '#shared/domain/run'
import { plural } from '#shared/domain/format'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { Failure, Result } from '#shared/protocol/result'
import type { TrainerEvent, TrainOutcome } from '#shared/protocol/trainer-api'
import { CheckpointIndex } from './checkpoint-index'
import { endingOf, sentenceOf, type Ending } from './ending'
import { MetricsExports } from './exports/metrics-exports'
import { MetricsLog } from './metrics-log'
import { PatientWrites, type Write } from './patient-writes'
import { readMetrics, type Metrics } from './read-metrics'
import { readEvaluation, runFiles } from './run-files'
import { removeLock } from './run-lock'
import { RunLog } from './run-log'
import { writeJson } from '../../files/write-file'

export interface LiveRunOptions {
  readonly record: RunRecord
  readonly folder: string
  /** What a resumed run has: its checkpoints, oldest first, and its metrics up to the newest of them. */
  readonly before: { readonly checkpoints: readonly Checkpoint[]; readonly metrics: Metrics } | null
  /** Between two attempts to write on a full disk. */
  readonly diskRetryMs: number
  emit(event: LabEvent): void
  /** The disk is full; nothing is lost as long as training holds. */
  onFullDisk(): void
  onRoom(): void
  /** A file of the run could not be written for another reason; the run has to end. */
  onWriteFailure(failure: Failure): void
}

type RunEvent = Exclude<TrainerEvent, { type: 'progress' }>
type PausedEvent = Extract<LabEvent, { type: 'run-paused' }>

export class LiveRun {
  readonly folder: string
  readonly #options: LiveRunOptions
  readonly #writes: PatientWrites
  readonly #metrics: MetricsLog
  readonly #log: RunLog
  readonly #exports: MetricsExports
  readonly #checkpoints: CheckpointIndex
  #record: RunRecord
  #report: DatasetReport | null = null
  #baselines: readonly Baseline[] = []
  #evaluation: Evaluation | null = null
  #lastStep = 0
  /** Where the trainer holds, while it does. */
  #holding: Position | null = null
  /** That it holds, once told. */
  #paused: PausedEvent | null = null

  constructor(options: LiveRunOptions) {
    const { folder, before, record } = options
    this.folder = folder
    this.#options = options
    this.#record = record
    this.#lastStep = record.position?.step ?? 0
    this.#writes = new PatientWrites({
      retryMs: options.diskRetryMs,
      onFull: () => this.#holdForRoom(),
      onRoom: () => options.onRoom(),
      onFailure: (failure) => options.onWriteFailure(failure),
    })
    this.#metrics = new MetricsLog(join(folder, runFiles.metrics))
    this.#log = new RunLog(join(folder, runFiles.log))
    this.#checkpoints = new CheckpointIndex(folder, before?.checkpoints)
    this.#exports = new MetricsExports(folder)
    this.#exports.begin(before?.metrics ?? null)
  }

  get id(): string {
    return this.#record.id
  }

  get record(): RunRecord {
    return this.#record
  }

  /** That the run holds and where, while it does. */
  get paused(): PausedEvent | null {
    return this.#paused
  }

  /** Whether what is to be written waits for room on the disk. */
  get isDiskFull(): boolean {
    return this.#writes.isFull
  }

  /** Whether steps were taken that no checkpoint holds. */
  get hasUnsavedSteps(): boolean {
    return this.#lastStep > (this.#record.position?.step ?? 0)
  }

  /** Takes what the trainer tells about this run. */
  take(event: RunEvent): void {
    const runId = this.id
    switch (event.type) {
      case 'environment':
        this.#updateRecord({ environment: event.environment })
        return this.#emit({ type: 'run-environment', runId, environment: event.environment })
      case 'data':
        return this.#takeReport(event.report)
      case 'baselines':
        this.#baselines = event.baselines
        this.#writeReport()
        return this.#emit({ type: 'run-baselines', runId, baselines: event.baselines })
      case 'summary':
        this.#write(runFiles.summary, { format: 'unroll-summary/1', ...event.summary })
        return this.#emit({ type: 'run-summary', runId, summary: event.summary })
      case 'steps':
        return this.#takeSteps(event.steps)
      case 'epoch':
        return this.#takeEpoch(event.metrics)
      case 'kept':
        return this.#takeKept(event.kept, event.evaluation)
      case 'checkpoint':
        return this.#takeCheckpoint({ ...event.checkpoint, isBest: event.isBest })
      case 'paused':
        return this.#takePaused(event.position, event.reason)
      case 'went-on':
        return this.#takeWentOn()
      case 'log':
        return this.log(event.line.level, event.line.message)
      case 'failed':
        return // the call's own answer says the same
    }
  }

  /** Adds a line to the run's log. */
  log(level: LogLine['level'], message: string): void {
    const line: LogLine = { at: new Date().toISOString(), level, message }
    this.#writes.add(() => this.#log.append(line))
    this.#emit({ type: 'run-log', runId: this.id, line })
  }

  /** There is room on the disk again, but a person wants the run to hold. */
  stayPaused(): void {
    this.#thenTell({}, () => {
      if (!this.#paused?.reason) return
      this.#paused = { ...this.#paused, reason: null }
      this.#updateRecord({ message: null })
      this.#emit(this.#paused)
    })
  }

  /** Does not wait for room on a full disk any longer: what cannot be written is lost. */
  giveUpWaiting(): void {
    this.#writes.giveUp()
  }

  /** Writes how the run ended; the folder is complete when this resolves with the event to tell. */
  async finish(outcome: Result<TrainOutcome>, ending: Ending): Promise<LabEvent> {
    await this.#writes.settle()
    this.#paused = null
    this.#updateRecord(endingOf(this.#record, outcome, ending, this.#writes.failure))
    this.log(this.#record.state === 'failed' ? 'error' : 'info', sentenceOf(this.#record))
    await this.#close()
    // After another file could not be written nothing is written any more, but the record is to tell why.
    if (this.#writes.failure) await this.#writeRecord()
    await removeLock(this.folder)
    const { folder } = this
    const evaluation = this.#evaluation ?? (await this.#evaluationBefore())
    return { type: 'run-ended', record: this.#record, folder, evaluation }
  }

  /** Leaves the folder to another LiveRun, which begins again from an earlier checkpoint. */
  async handOver(): Promise<void> {
    this.#writes.giveUp()
    await this.#close()
  }

  async #close(): Promise<void> {
    await this.#writes.settle()
    await this.#metrics.close()
    await this.#log.close()
    await this.#exports.close(() => readMetrics(join(this.folder, runFiles.metrics)))
  }

  /** Of the model that the run kept before it was taken up again. */
  async #evaluationBefore(): Promise<Evaluation | null> {
    const read = this.#record.kept ? await readEvaluation(this.folder) : null
    return read?.ok ? read.value : null
  }

  #takeReport(report: DatasetReport): void {
    this.#report = report
    this.#writeReport()
    this.log('info', `Read ${plural(report.rows, 'row')} from ${report.path}.`)
    this.#emit({ type: 'run-data', runId: this.id, report })
  }

  #takeSteps(steps: StepColumns): void {
    const count = steps.loss.length
    if (count === 0) return
    this.#lastStep = steps.first + count - 1
    this.#writes.add(() => this.#metrics.appendSteps(steps))
    this.#exports.appendSteps(steps)
    // Goes into the file with the next change of the record.
    this.#record = { ...this.#record, seconds: steps.seconds[count - 1] }
    this.#emit({ type: 'steps', runId: this.id, steps })
  }

  #takeEpoch(metrics: EpochMetrics): void {
    this.#writes.add(() => this.#metrics.appendEpoch(metrics))
    this.#writes.add(() => this.#metrics.sync())
    this.#exports.appendEpoch(metrics)
    const { bestValAccuracy } = this.#record
    this.#updateRecord({
      epochs: metrics.epoch,
      lastValAccuracy: metrics.valAccuracy,
      bestValAccuracy: Math.max(bestValAccuracy ?? 0, metrics.valAccuracy),
    })
    this.log('info', epochSentence(metrics, this.#record.plannedEpochs))
    this.#emit({ type: 'epoch', runId: this.id, metrics })
  }

  #takeKept(kept: KeptEpoch, evaluation: Evaluation): void {
    this.#evaluation = evaluation
    this.#write(runFiles.evaluation, { format: 'unroll-evaluation/1', ...evaluation })
    this.#updateRecord({ kept })
    this.#emit({ type: 'run-kept', runId: this.id, kept, evaluation })
  }

  /** It counts from the moment that it is in the index, and the metrics up to it are on disk before that. */
  #takeCheckpoint(checkpoint: Checkpoint): void {
    const { step, epoch, stepInEpoch, stepsPerEpoch } = checkpoint
    this.#writes.add(() => this.#metrics.sync())
    this.#writes.add(
      () => this.#checkpoints.commit(checkpoint),
      () => {
        this.#change({ position: { step, epoch, stepInEpoch, stepsPerEpoch } })
        const { checkpoints } = this.#checkpoints
        this.#emit({ type: 'run-checkpoint', runId: this.id, checkpoints })
      },
    )
    this.#writes.add(() => this.#writeRecord())
  }

  /**
   * Told when its checkpoint counts; at once when that has to wait for room on the disk. The trainer tells again when
   * the reason changes.
   */
  #takePaused(position: Position, reason: string | null): void {
    this.#holding = position
    if (reason !== null || this.#writes.isFull) this.#tellPaused(reason ?? this.#fullDiskReason)
    else if (this.#paused) this.stayPaused()
    else {
      this.#thenTell({ state: 'paused' }, () => {
        if (!this.#paused) this.#tellPaused(null)
      })
    }
  }

  #tellPaused(reason: string | null): void {
    const position = this.#holding
    if (!position || this.#paused?.reason === reason) return
    this.#paused = { type: 'run-paused', runId: this.id, position, reason }
    this.#updateRecord({ state: 'paused', message: reason })
    const why = reason === null ? '' : ` ${reason}`
    this.log(reason === null ? 'info' : 'warning', `Paused at ${describePosition(position)}.${why}`)
    this.#emit(this.#paused)
  }

  #takeWentOn(): void {
    this.#holding = null
    this.#thenTell({ state: 'running', message: null }, () => {
      if (!this.#paused) return
      this.#paused = null
      this.log('info', 'Went on.')
      this.#emit({ type: 'run-went-on', runId: this.id })
    })
  }

  /** After all that is being written: changes the record, and tells of it when that is on disk. */
  #thenTell(change: Partial<RunRecord>, tell: () => void): void {
    this.#writes.add(noWrite, () => this.#change(change))
    this.#writes.add(() => this.#writeRecord(), tell)
  }

  #holdForRoom(): void {
    this.#tellPaused(this.#fullDiskReason)
    this.#options.onFullDisk()
  }

  get #fullDiskReason(): string {
    return `The disk is full: ${this.folder} cannot be written. Training goes on by itself when there is room.`
  }

  #writeReport(): void {
    if (!this.#report) return
    this.#write(runFiles.report, {
      format: 'unroll-report/1',
      report: this.#report,
      baselines: this.#baselines,
    })
  }

  #updateRecord(change: Partial<RunRecord>): void {
    this.#change(change)
    this.#writes.add(() => this.#writeRecord())
  }

  #change(change: Partial<RunRecord>): void {
    this.#record = { ...this.#record, ...change }
  }

  /** As the record is when its turn comes, which is never older than when it was queued. */
  #writeRecord(): ReturnType<Write> {
    return writeJson(join(this.folder, runFiles.record), this.#record)
  }

  #write(file: string, value: unknown): void {
    this.#writes.add(() => writeJson(join(this.folder, file), value))
  }

  #emit(event: LabEvent): void {
    this.#options.emit(event)
  }
}

const noWrite: Write = async () => null

function epochSentence(metrics: EpochMetrics, planned: number): string {
  const { epoch, loss, valLoss, valAccuracy } = metrics
  const share = (valAccuracy * 100).toFixed(1)
  return `Epoch ${epoch} of ${planned}: loss ${loss.toFixed(4)}, validation loss ${valLoss.toFixed(4)}, validation accuracy ${share} %.`
}
