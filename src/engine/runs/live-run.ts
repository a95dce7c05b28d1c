// The run that trains now: what the trainer tells is written to the run folder and passed on to the windows.
import { join } from 'node:path'
import type { DatasetReport } from '#shared/domain/dataset'
import type { Evaluation } from '#shared/domain/evaluation'
import { extraNamesOf } from '#shared/domain/extras'
import type { TextSample } from '#shared/domain/generation'
import { headlineNameOf } from '#shared/domain/headline'
import { describeRows } from '#shared/domain/report-words'
import type {
  Checkpoint,
  EpochMetrics,
  KeptEpoch,
  LogLine,
  RunRecord,
  StepColumns,
} from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { Failure, Result } from '#shared/protocol/result'
import type { TrainerEvent, TrainOutcome } from '#shared/protocol/trainer-api'
import { CheckpointIndex } from './checkpoint-index'
import { endingOf, sentenceOf, type Ending } from './ending'
import { epochSentence } from './epoch-sentence'
import { MetricsExports } from './exports/metrics-exports'
import { LiveHold, type PausedEvent } from './live-hold'
import { afterEpoch, LiveRecordFile } from './live-record-file'
import { LiveResults } from './live-results'
import { MetricsLog } from './metrics-log'
import { PatientWrites } from './patient-writes'
import { readMetrics, type Metrics } from './read-metrics'
import { runFiles } from './run-files'
import { removeLock } from './run-lock'
import { RunLog } from './run-log'
import { SamplesFile } from './samples-file'

export interface LiveRunOptions {
  readonly record: RunRecord
  readonly folder: string
  readonly experiment: Experiment
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

/** What the trainer tells about a run. */
export type RunEvent = Extract<TrainerEvent, { readonly runId: string }>

export class LiveRun {
  readonly folder: string
  readonly #options: LiveRunOptions
  readonly #writes: PatientWrites
  readonly #metrics: MetricsLog
  readonly #samples: SamplesFile
  readonly #log: RunLog
  readonly #exports: MetricsExports
  readonly #checkpoints: CheckpointIndex
  readonly #record: LiveRecordFile
  readonly #hold: LiveHold
  readonly #results: LiveResults
  #lastStep = 0

  constructor(options: LiveRunOptions) {
    const { folder, before, record, experiment } = options
    this.folder = folder
    this.#options = options
    this.#lastStep = record.position?.step ?? 0
    this.#writes = new PatientWrites({
      retryMs: options.diskRetryMs,
      onFull: () => this.#holdForRoom(),
      onRoom: () => options.onRoom(),
      onFailure: (failure) => options.onWriteFailure(failure),
    })
    this.#record = new LiveRecordFile(folder, record, this.#writes)
    this.#hold = this.#createHold()
    this.#results = new LiveResults(folder, this.#writes)
    this.#metrics = new MetricsLog(join(folder, runFiles.metrics))
    this.#samples = new SamplesFile(join(folder, runFiles.samples))
    this.#log = new RunLog(join(folder, runFiles.log))
    this.#checkpoints = new CheckpointIndex(folder, before?.checkpoints)
    this.#exports = new MetricsExports(folder, extraNamesOf(experiment))
    this.#exports.begin(before?.metrics ?? null)
  }

  get id(): string {
    return this.record.id
  }

  get record(): RunRecord {
    return this.#record.record
  }

  /** That the run holds and where, while it does. */
  get paused(): PausedEvent | null {
    return this.#hold.paused
  }

  /** Whether what is to be written waits for room on the disk. */
  get isDiskFull(): boolean {
    return this.#writes.isFull
  }

  /** Whether steps were taken that no checkpoint holds. */
  get hasUnsavedSteps(): boolean {
    return this.#lastStep > (this.record.position?.step ?? 0)
  }

  /** Takes what the trainer tells about this run. */
  take(event: RunEvent): void {
    const runId = this.id
    switch (event.type) {
      case 'environment':
        this.#record.update({ environment: event.environment })
        return this.#emit({ type: 'run-environment', runId, environment: event.environment })
      case 'data':
        return this.#takeReport(event.report)
      case 'baselines':
        this.#results.takeBaselines(event.baselines)
        return this.#emit({ type: 'run-baselines', runId, baselines: event.baselines })
      case 'summary':
        this.#results.takeSummary(event.summary)
        return this.#emit({ type: 'run-summary', runId, summary: event.summary })
      case 'steps':
        return this.#takeSteps(event.steps)
      case 'epoch':
        return this.#takeEpoch(event.metrics)
      case 'kept':
        return this.#takeKept(event.kept, event.evaluation)
      case 'checkpoint':
        return this.#takeCheckpoint({ ...event.checkpoint, isBest: event.isBest })
      case 'sample':
        return this.#takeSample(event.sample)
      case 'tested':
        return this.#takeTested(event.evaluation)
      case 'recorded':
        return this.#emit({ type: 'run-recorded', runId, entry: event.entry })
      case 'paused':
        return this.#hold.takePaused(event.position, event.reason)
      case 'went-on':
        return this.#hold.takeWentOn()
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
    this.#hold.stay()
  }

  /** Does not wait for room on a full disk any longer: what cannot be written is lost. */
  giveUpWaiting(): void {
    this.#writes.giveUp()
  }

  /** Writes how the run ended; the folder is complete when this resolves with the event to tell. */
  async finish(outcome: Result<TrainOutcome>, ending: Ending): Promise<LabEvent> {
    await this.#writes.settle()
    this.#hold.end()
    this.#record.update(endingOf(this.record, outcome, ending, this.#writes.failure))
    this.log(this.record.state === 'failed' ? 'error' : 'info', sentenceOf(this.record))
    await this.#close()
    // After another file could not be written nothing is written any more, but the record is to tell why.
    if (this.#writes.failure) await this.#record.write()
    await removeLock(this.folder)
    const { folder } = this
    const evaluation = await this.#results.evaluation(this.record.kept !== null)
    return { type: 'run-ended', record: this.record, folder, evaluation }
  }

  /** Leaves the folder to another LiveRun, which begins again from an earlier checkpoint. */
  async handOver(): Promise<void> {
    this.#writes.giveUp()
    await this.#close()
  }

  async #close(): Promise<void> {
    await this.#writes.settle()
    await this.#metrics.close()
    await this.#samples.close()
    await this.#log.close()
    await this.#exports.close(() => readMetrics(join(this.folder, runFiles.metrics)))
  }

  #takeReport(report: DatasetReport): void {
    this.#results.takeReport(report)
    this.log('info', `Read ${describeRows(report)} from ${report.path}.`)
    this.#emit({ type: 'run-data', runId: this.id, report })
  }

  #takeSteps(steps: StepColumns): void {
    const count = steps.loss.length
    if (count === 0) return
    this.#lastStep = steps.first + count - 1
    this.#writes.add(() => this.#metrics.appendSteps(steps))
    this.#exports.appendSteps(steps)
    // Goes into the file with the next change of the record.
    this.#record.change({ seconds: steps.seconds[count - 1] })
    this.#emit({ type: 'steps', runId: this.id, steps })
  }

  #takeEpoch(metrics: EpochMetrics): void {
    this.#writes.add(() => this.#metrics.appendEpoch(metrics))
    this.#writes.add(() => this.#metrics.sync())
    this.#exports.appendEpoch(metrics)
    this.#record.update(afterEpoch(this.record, metrics))
    const headline = headlineNameOf(this.#options.experiment)
    this.log('info', epochSentence(metrics, this.record.plannedEpochs, headline))
    this.#emit({ type: 'epoch', runId: this.id, metrics })
  }

  #takeKept(kept: KeptEpoch, evaluation: Evaluation): void {
    this.#results.takeKept(evaluation)
    this.#record.update({ kept })
    this.#emit({ type: 'run-kept', runId: this.id, kept, evaluation })
  }

  #takeSample(sample: TextSample): void {
    this.#writes.add(() => this.#samples.append(sample))
    this.#emit({ type: 'run-sample', runId: this.id, sample })
  }

  #takeTested(evaluation: Evaluation): void {
    this.#results.takeTested(evaluation)
    this.log('info', 'Measured the kept model on the test file.')
    this.#emit({ type: 'run-tested', runId: this.id, evaluation })
  }

  /** It counts from the moment that it is in the index, and the metrics up to it are on disk before that. */
  #takeCheckpoint(checkpoint: Checkpoint): void {
    const { step, epoch, stepInEpoch, stepsPerEpoch } = checkpoint
    this.#writes.add(() => this.#metrics.sync())
    this.#writes.add(
      () => this.#checkpoints.commit(checkpoint),
      () => {
        this.#record.change({ position: { step, epoch, stepInEpoch, stepsPerEpoch } })
        const { checkpoints } = this.#checkpoints
        this.#emit({ type: 'run-checkpoint', runId: this.id, checkpoints })
      },
    )
    this.#writes.add(() => this.#record.write())
  }

  #createHold(): LiveHold {
    return new LiveHold({
      folder: this.folder,
      record: this.#record,
      writes: this.#writes,
      log: (level, message) => this.log(level, message),
      emit: (event) => this.#emit(event),
    })
  }

  #holdForRoom(): void {
    this.#hold.holdForRoom()
    this.#options.onFullDisk()
  }

  #emit(event: LabEvent): void {
    this.#options.emit(event)
  }
}
