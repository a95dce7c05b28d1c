// Measures a model of several labels a row: F1 of each label and of all, and rows whose labels are not all right.
import type { MultiLabelEvaluation } from '#shared/domain/evaluation'
import { macroF1, type ClassMetrics } from '#shared/domain/metrics'
import type { LabelSets } from '../../text/targets'
import type { EvaluateControl } from '../task'
import { labelCounts, labelMetrics, microF1, type LabelCounts } from './label-counts'
import { labelLosses, multiHot } from './labels-objective'
import { measureRows, type MeasuredRows } from './measure-rows'

export interface LabelSetRows extends MeasuredRows {
  readonly labels: readonly string[]
  readonly sets: LabelSets
}

interface Measured {
  readonly counts: LabelCounts
  lossSum: number
  /** Right answers over rows and labels. */
  right: number
  /** Rows whose labels are all right. */
  exact: number
  /** The most wrong rows so far, the worst first. */
  worst: WrongRow[]
}

interface WrongRow {
  readonly row: number
  /** Mean cross-entropy of its labels. */
  readonly loss: number
  readonly predicted: readonly number[]
}

const wrongLimit = 20

/** Measures on all rows; null when stopped. A label is predicted from a probability of one half on. */
export async function evaluateLabels(
  input: LabelSetRows,
  control: EvaluateControl,
): Promise<MultiLabelEvaluation | null> {
  const started = performance.now()
  const { rows, labels } = input
  const measured = emptyMeasurement(labels.length)
  const finished = await measureRows(input, control, (logits, setIds, places) => {
    const width = labels.length
    const losses = labelLosses(logits, multiHot(setIds, input.sets, width)).dataSync()
    const values = logits.dataSync()
    for (const [index, row] of places.entries()) {
      const from = index * width
      const predicted: number[] = []
      for (let label = 0; label < width; label++)
        if (values[from + label] >= 0) predicted.push(label)
      const loss = meanOf(losses.subarray(from, from + width))
      addRow(measured, input.sets[setIds[index]], { row, loss, predicted }, width)
    }
  })
  if (!finished) return null
  const classes: ClassMetrics[] = labelMetrics(measured.counts, labels)
  return {
    kind: 'multi-label',
    loss: measured.lossSum / Math.max(1, rows.count),
    accuracy: measured.right / Math.max(1, rows.count * labels.length),
    rows: rows.count,
    labels,
    classes,
    macroF1: macroF1(classes),
    microF1: microF1(measured.counts),
    exactMatch: measured.exact / Math.max(1, rows.count),
    wrong: measured.worst.map((one) => wrongExample(input, one)),
    seconds: (performance.now() - started) / 1000,
  }
}

function emptyMeasurement(labels: number): Measured {
  return { counts: labelCounts(labels), lossSum: 0, right: 0, exact: 0, worst: [] }
}

function addRow(measured: Measured, actual: Int32Array, row: WrongRow, labels: number): void {
  const hits = row.predicted.filter((label) => actual.includes(label)).length
  const wrong = actual.length + row.predicted.length - 2 * hits
  measured.lossSum += row.loss
  measured.right += labels - wrong
  measured.counts.add(actual, row.predicted)
  if (wrong === 0) {
    measured.exact++
    return
  }
  const { worst } = measured
  if (worst.length >= wrongLimit && row.loss <= worst[wrongLimit - 1].loss) return
  worst.push(row)
  worst.sort((one, other) => other.loss - one.loss || one.row - other.row)
  worst.length = Math.min(worst.length, wrongLimit)
}

function wrongExample(
  { rows, sets, labels }: LabelSetRows,
  { row, predicted }: WrongRow,
): MultiLabelEvaluation['wrong'][number] {
  const named = (ids: Iterable<number>): string[] => Array.from(ids, (id) => labels[id])
  const text = rows.excerpts.at(row) ?? ''
  return { text, actual: named(sets[rows.labels[row]]), predicted: named(predicted) }
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index]
  return sum / values.length
}
