// Tells of a training run for programs: one JSON object per line on stdout, progress on stderr.
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import type { Evaluation } from '#shared/domain/evaluation'
import type { ModelSummary } from '#shared/domain/model-summary'
import type { Environment } from '#shared/domain/run'
import { headlineOfRun } from '#shared/domain/run-headline'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { EndedRun } from './follow-run'
import { noteCopies } from './format/dataset'
import { formatBackend } from './format/environment'
import { epochJson } from './format/epoch'
import { formatProgress } from './format/progress'
import { summaryJson } from './format/summary'
import type { Output } from './output'
import type { TrainingPrinter } from './text-training-printer'

export class JsonTrainingPrinter implements TrainingPrinter {
  readonly #output: Output
  #environment: Environment | null = null
  /** Read but not printed: the baselines belong on the same line. */
  #report: DatasetReport | null = null
  /** The layers follow the data, whichever the trainer knows first. */
  #summary: ModelSummary | null = null
  #dataPrinted = false
  /** Of the kept model on the test file. */
  #tested: Evaluation | null = null

  constructor(output: Output) {
    this.#output = output
  }

  take(event: LabEvent): void {
    switch (event.type) {
      case 'progress':
        return this.#output.progress(formatProgress(event.progress))
      case 'run-started':
        return event.isResumed ? this.#printResumed(event) : undefined
      case 'run-environment':
        this.#environment = event.environment
        if (event.environment.warning) this.#output.note(event.environment.warning)
        return
      case 'run-data':
        this.#report = event.report
        return noteCopies(this.#output, event.report)
      case 'run-baselines':
        return this.#printData(event.baselines)
      case 'run-summary':
        this.#summary = event.summary
        return this.#dataPrinted ? this.#printSummary() : undefined
      case 'epoch':
        return this.#output.json({ type: 'epoch', ...epochJson(event.metrics) })
      case 'run-sample':
        return this.#output.json({ type: 'sample', ...event.sample })
      case 'run-tested':
        this.#tested = event.evaluation
        return this.#output.json({ type: 'tested', ...event.evaluation })
      case 'run-kept':
        return this.#output.json({ type: 'kept', ...event.kept })
      case 'run-paused':
        return this.#output.json({ type: 'paused', reason: event.reason, ...event.position })
      case 'run-went-on':
        return this.#output.json({ type: 'went-on' })
      case 'run-log':
        return event.line.level === 'warning' ? this.#output.note(event.line.message) : undefined
    }
  }

  finish({ record, folder, evaluation }: EndedRun): void {
    this.#printData([])
    this.#printSummary()
    if (record.state !== 'done' && record.state !== 'stopped') return
    this.#output.json({
      type: 'done',
      run: folder,
      id: record.id,
      state: record.state,
      seconds: record.seconds,
      backend: this.#environment ? formatBackend(this.#environment) : null,
      epochs: record.epochs,
      seed: record.seed,
      parameters: record.parameters,
      bestValAccuracy: record.bestValAccuracy,
      lastValAccuracy: record.lastValAccuracy,
      headline: headlineOfRun(record),
      kept: record.kept,
      message: record.message,
      evaluation,
      testEvaluation: this.#tested,
      environment: this.#environment,
    })
  }

  #printResumed({ record, folder }: Extract<LabEvent, { type: 'run-started' }>): void {
    const { id, position, plannedEpochs } = record
    this.#output.json({ type: 'resumed', run: folder, id, plannedEpochs, ...position })
  }

  #printData(baselines: readonly Baseline[]): void {
    if (!this.#report) return
    this.#output.json({ type: 'data', ...this.#report, baselines })
    this.#report = null
    this.#dataPrinted = true
    this.#printSummary()
  }

  #printSummary(): void {
    if (this.#summary) this.#output.json(summaryJson(this.#summary))
    this.#summary = null
  }
}
