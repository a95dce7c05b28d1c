// Tells of a training run for people: the data, the layers, a line for each epoch and the result.
import type { Baseline } from '#shared/domain/dataset'
import type { Evaluation } from '#shared/domain/evaluation'
import { formatDuration } from '#shared/domain/format'
import { describePosition } from '#shared/domain/position'
import type { LogLine } from '#shared/domain/run'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { EndedRun } from './follow-run'
import { formatBaselines, formatReport, noteCopies } from './format/dataset'
import { formatBackend } from './format/environment'
import { formatEpoch, formatSample } from './format/epoch'
import { formatDetails, formatResult } from './format/evaluation'
import { formatProgress } from './format/progress'
import { formatKept } from './format/run'
import { formatSummary } from './format/summary'
import type { Output } from './output'

export interface TrainingPrinter {
  take(event: LabEvent): void
  /** Prints the result of a run that has ended. */
  finish(run: EndedRun): void
}

export class TextTrainingPrinter implements TrainingPrinter {
  readonly #output: Output
  #plannedEpochs = 0
  #baselines: readonly Baseline[] = []
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
        return this.#start(event)
      case 'run-environment':
        this.#output.note(`Backend: ${formatBackend(event.environment)}`)
        if (event.environment.warning) this.#output.note(event.environment.warning)
        return
      case 'run-data':
        this.#output.line(formatReport(event.report))
        return noteCopies(this.#output, event.report)
      case 'run-baselines':
        this.#baselines = event.baselines
        return this.#output.line(`${formatBaselines(event.baselines)}\n`)
      case 'run-summary':
        return this.#output.line(`${formatSummary(event.summary)}\n`)
      case 'epoch':
        return this.#output.line(formatEpoch(event.metrics, this.#plannedEpochs))
      case 'run-sample':
        return this.#output.line(`${formatSample(event.sample, this.#output.width)}\n`)
      case 'run-tested':
        this.#tested = event.evaluation
        return
      case 'run-log':
        return this.#tellLog(event.line)
    }
  }

  finish({ record, folder, evaluation }: EndedRun): void {
    if (record.state === 'done' && record.message) this.#output.line(record.message)
    if (record.kept) this.#output.line(formatKept(record.kept))
    if (evaluation) this.#printEvaluation(evaluation, this.#baselines)
    if (this.#tested) this.#output.line('\nOn the test file:')
    if (this.#tested) this.#printEvaluation(this.#tested, [])
    this.#output.line(
      `\nRun ${record.id}: ${record.state} after ${formatDuration(record.seconds)}\n${folder}`,
    )
  }

  #start({ record, isResumed }: Extract<LabEvent, { type: 'run-started' }>): void {
    this.#plannedEpochs = record.plannedEpochs
    if (isResumed && record.position)
      this.#output.line(`Going on at ${describePosition(record.position)}.\n`)
  }

  /** What goes wrong, a pause for a full disk included, and what changes the training by itself. */
  #tellLog({ level, message }: LogLine): void {
    if (level === 'warning') this.#output.note(message)
    else if (/^Went on\.|learning rate goes from/.test(message)) this.#output.line(message)
  }

  #printEvaluation(evaluation: Evaluation, baselines: readonly Baseline[]): void {
    this.#output.line(`\n${formatResult(evaluation, baselines)}`)
    const details = formatDetails(evaluation)
    if (details) this.#output.line(`\n${details}`)
  }
}
