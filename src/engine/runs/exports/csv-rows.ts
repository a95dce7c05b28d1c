// Metrics as the rows of `metrics.csv`: one for each step, the epoch's figures in the row of its last step.
import type { EpochMetrics, StepColumns } from '#shared/domain/run'
import type { MetricsEntry } from './metrics-entries'

const columns =
  'step,epoch,loss,accuracy,gradientNorm,learningRate,milliseconds,seconds,epochLoss,epochAccuracy,valLoss,valAccuracy'

const noStepFigures = ','.repeat(5)
const noEpochFigures = ','.repeat(3)

/** The first line: what an epoch has beside loss and accuracy stands at the end. */
export function csvHeader(extras: readonly string[]): string {
  return `${[columns, ...extras].join()}\n`
}

interface HeldRow {
  readonly step: number
  /** Up to and without the epoch's figures. */
  readonly cells: string
}

export class CsvRows {
  readonly #extras: readonly string[]
  #epoch = 1
  /** The newest step, until it is known whether an epoch ends with it. */
  #held: HeldRow | null = null

  /** @param extras the names of the last columns */
  constructor(extras: readonly string[]) {
    this.#extras = extras
  }

  /** The rows that are complete now; the last step waits for the next entry. */
  add(entries: readonly MetricsEntry[]): string {
    let rows = ''
    for (const entry of entries)
      rows += entry.type === 'steps' ? this.#addSteps(entry.steps) : this.#addEpoch(entry.metrics)
    return rows
  }

  /** The row that waited. */
  end(): string {
    const rows = this.#held
      ? `${this.#held.cells},${noEpochFigures}${','.repeat(this.#extras.length)}\n`
      : ''
    this.#held = null
    return rows
  }

  #addSteps(steps: StepColumns): string {
    let rows = ''
    for (let index = 0; index < steps.loss.length; index++) {
      rows += this.end()
      const step = steps.first + index
      this.#held = { step, cells: `${step},${this.#epoch},${stepFigures(steps, index)}` }
    }
    return rows
  }

  #addEpoch(metrics: EpochMetrics): string {
    const { epoch, step, loss, accuracy, valLoss, valAccuracy } = metrics
    const figures = [loss, accuracy, valLoss, valAccuracy, ...this.#extrasOf(metrics)]
    let rows = ''
    let cells = `${step},${epoch},${noStepFigures}`
    if (this.#held?.step === step) cells = this.#held.cells
    else rows = this.end()
    this.#held = null
    this.#epoch = epoch + 1
    return `${rows}${cells},${figures.map(cell).join()}\n`
  }

  #extrasOf({ epoch, extras = {} }: EpochMetrics): number[] {
    const unknown = Object.keys(extras).find((name) => !this.#extras.includes(name))
    if (unknown !== undefined) throw new Error(`Epoch ${epoch} has ${unknown}, the file has not.`)
    return this.#extras.map((name) => extras[name] ?? Number.NaN)
  }
}

function stepFigures(steps: StepColumns, index: number): string {
  const { loss, accuracy, gradientNorm, learningRate, milliseconds, seconds } = steps
  const columns = [loss, accuracy, gradientNorm, learningRate, milliseconds, seconds]
  return columns.map((column) => cell(column[index])).join()
}

/** Empty for NaN and the infinities. A 32-bit float has between 7 and 8 decimal digits. */
function cell(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(8))) : ''
}
