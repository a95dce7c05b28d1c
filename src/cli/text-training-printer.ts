// Tells of a training run for people: the data, the layers, a line for each epoch and the result.
import type { Baseline } from '#shared/domain/dataset'
import { formatDuration, formatScore } from '#shared/domain/format'
import { describePosition } from '#shared/domain/position'
import type { EpochMetrics, LogLine } from '#shared/domain/run'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { EndedRun } from './follow-run'
import { formatBaselines, formatReport, noteCopies } from './format/dataset'
import { formatBackend } from './format/environment'
import { formatConfusion, formatResult } from './format/evaluation'
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
        return this.#output.line(this.#epochLine(event.metrics))
      case 'run-log':
        return this.#tellLog(event.line)
    }
  }

  finish({ record, folder, evaluation }: EndedRun): void {
    if (record.state === 'done' && record.message) this.#output.line(record.message)
    if (record.kept) this.#output.line(formatKept(record.kept))
    if (evaluation) {
      this.#output.line(`\n${formatResult(evaluation, this.#baselines)}`)
      this.#output.line(`\n${formatConfusion(evaluation)}`)
    }
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

  #epochLine({ epoch, loss, accuracy, valLoss, valAccuracy, seconds }: EpochMetrics): string {
    const number = String(epoch).padStart(String(this.#plannedEpochs).length)
    return [
      `Epoch ${number} of ${this.#plannedEpochs}`,
      `loss ${formatScore(loss)}`,
      `accuracy ${formatScore(accuracy)}`,
      `validation loss ${formatScore(valLoss)}`,
      `validation accuracy ${formatScore(valAccuracy)}`,
      formatDuration(seconds),
    ].join('  ')
  }
}
