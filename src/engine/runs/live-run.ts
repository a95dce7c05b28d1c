// The run that trains now: what the trainer tells is written to the run folder and passed on to the windows.
import { join } from 'node:path'
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import type { EpochMetrics, Evaluation, RunRecord, RunState, StepColumns } from '#shared/domain/run'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { Failure, Result } from '#shared/protocol/result'
import type { TrainerEvent, TrainOutcome } from '#shared/protocol/trainer-api'
import { StepBuffer } from '../step-buffer'
import { MetricsLog } from './metrics-log'
import { runFiles } from './run-files'
import { removeLock } from './run-lock'
import { writeJson } from '../../files/write-file'

export interface LiveRunOptions {
  readonly record: RunRecord
  readonly folder: string
  emit(event: LabEvent): void
  /** A file of the run could not be written; the run has to end. */
  onWriteFailure(failure: Failure): void
}

export class LiveRun {
  readonly folder: string
  readonly #emit: (event: LabEvent) => void
  readonly #onWriteFailure: (failure: Failure) => void
  readonly #steps: StepBuffer
  readonly #metrics: MetricsLog
  readonly #startedAt = performance.now()
  #record: RunRecord
  #report: DatasetReport | null = null
  #baselines: readonly Baseline[] = []
  #writeFailure: Failure | null = null
  /** Writes of whole files go one after the other, so that an older one never replaces a newer one. */
  #lastWrite: Promise<void> = Promise.resolve()

  constructor(options: LiveRunOptions) {
    this.folder = options.folder
    this.#record = options.record
    this.#emit = (event) => options.emit(event)
    this.#onWriteFailure = (failure) => options.onWriteFailure(failure)
    this.#steps = new StepBuffer((steps) => this.#takeSteps(steps))
    this.#metrics = new MetricsLog(join(this.folder, runFiles.metrics), (failure) =>
      this.#failWriting(failure),
    )
  }

  get id(): string {
    return this.#record.id
  }

  get name(): string {
    return this.#record.name
  }

  /** Takes what the trainer tells about this run. */
  take(event: Exclude<TrainerEvent, { type: 'progress' }>): void {
    const runId = this.id
    switch (event.type) {
      case 'environment':
        this.#updateRecord({ environment: event.environment })
        return this.#emit({ type: 'run-environment', runId, environment: event.environment })
      case 'data':
        this.#report = event.report
        this.#writeReport()
        return this.#emit({ type: 'run-data', runId, report: event.report })
      case 'baselines':
        this.#baselines = event.baselines
        this.#writeReport()
        return this.#emit({ type: 'run-baselines', runId, baselines: event.baselines })
      case 'summary':
        this.#write(runFiles.summary, { format: 'unroll-summary/1', ...event.summary })
        return this.#emit({ type: 'run-summary', runId, summary: event.summary })
      case 'step':
        return this.#steps.add(event)
      case 'epoch':
        return this.#takeEpoch(event.metrics)
      case 'failed':
        return // the call's own answer says the same
    }
  }

  /** Writes how the run ended; the folder is complete when this resolves with the event to tell. */
  async finish(outcome: Result<TrainOutcome>): Promise<LabEvent> {
    this.#steps.flush()
    await this.#metrics.close()
    await this.#lastWrite
    const evaluation = outcome.ok ? outcome.value.evaluation : null
    if (evaluation && !this.#writeFailure) this.#writeEvaluation(evaluation)
    await this.#lastWrite
    this.#updateRecord(this.#ending(outcome))
    await this.#lastWrite
    await removeLock(this.folder)
    return { type: 'run-ended', record: this.#record, folder: this.folder, evaluation }
  }

  #ending(outcome: Result<TrainOutcome>): Partial<RunRecord> {
    const broken = this.#writeFailure ?? (outcome.ok ? null : outcome)
    return {
      state: broken ? stateAfter(broken) : outcome.ok ? outcome.value.state : 'failed',
      finishedAt: new Date().toISOString(),
      seconds: outcome.ok ? outcome.value.seconds : this.#secondsSoFar(),
      message: broken?.message ?? null,
    }
  }

  #takeSteps(steps: StepColumns): void {
    this.#metrics.appendSteps(steps)
    this.#emit({ type: 'steps', runId: this.id, steps })
  }

  #takeEpoch(metrics: EpochMetrics): void {
    this.#steps.flush()
    this.#metrics.appendEpoch(metrics)
    const { bestValAccuracy } = this.#record
    this.#updateRecord({
      epochs: metrics.epoch,
      seconds: this.#secondsSoFar(),
      lastValAccuracy: metrics.valAccuracy,
      bestValAccuracy: Math.max(bestValAccuracy ?? 0, metrics.valAccuracy),
    })
    this.#emit({ type: 'epoch', runId: this.id, metrics })
  }

  #secondsSoFar(): number {
    return (performance.now() - this.#startedAt) / 1000
  }

  #writeReport(): void {
    if (!this.#report) return
    this.#write(runFiles.report, {
      format: 'unroll-report/1',
      report: this.#report,
      baselines: this.#baselines,
    })
  }

  #writeEvaluation(evaluation: Evaluation): void {
    this.#write(runFiles.evaluation, { format: 'unroll-evaluation/1', ...evaluation })
  }

  #updateRecord(change: Partial<RunRecord>): void {
    this.#record = { ...this.#record, ...change }
    this.#write(runFiles.record, this.#record)
  }

  #write(file: string, value: unknown): void {
    this.#lastWrite = this.#lastWrite.then(async () => {
      const failed = await writeJson(join(this.folder, file), value)
      if (failed) this.#failWriting(failed)
    })
  }

  #failWriting(failure: Failure): void {
    if (this.#writeFailure) return
    this.#writeFailure = failure
    this.#onWriteFailure(failure)
  }
}

/** How a run stands that ended without having finished. */
function stateAfter({ code }: Failure): RunState {
  if (code === 'stopped') return 'stopped'
  return code === 'trainer-died' ? 'interrupted' : 'failed'
}
