// Measures a model of classes on encoded rows: loss, accuracy, confusion and the most confidently wrong rows.
import type { ClassificationEvaluation } from '#shared/domain/evaluation'
import { accuracyOf, classMetrics, confusionMatrix, macroF1 } from '#shared/domain/metrics'
import { tf } from '../../backend'
import { probabilitiesOf } from '../../model/forward'
import { rowLosses } from '../../training/losses'
import type { EvaluateControl } from '../task'
import { measureRows, type MeasuredRows } from './measure-rows'

export interface ClassRows extends MeasuredRows {
  readonly labels: readonly string[]
}

interface Measured {
  readonly loss: number
  readonly predicted: Int32Array
  /** Of the predicted class. */
  readonly probability: Float32Array
}

const wrongLimit = 20

/** Measures on all rows; null when stopped. */
export async function evaluateClasses(
  input: ClassRows,
  control: EvaluateControl,
): Promise<ClassificationEvaluation | null> {
  const started = performance.now()
  const measured = await measure(input, control)
  if (!measured) return null
  const { rows, labels } = input
  const confusion = confusionMatrix(rows.labels, measured.predicted, labels.length)
  const classes = classMetrics(confusion, labels)
  return {
    kind: 'classification',
    loss: measured.loss,
    accuracy: accuracyOf(confusion),
    rows: rows.count,
    labels,
    confusion,
    classes,
    macroF1: macroF1(classes),
    wrong: mostWrong(input, measured),
    seconds: (performance.now() - started) / 1000,
  }
}

async function measure(input: ClassRows, control: EvaluateControl): Promise<Measured | null> {
  const { count } = input.rows
  const predicted = new Int32Array(count)
  const probability = new Float32Array(count)
  let lossSum = 0
  const finished = await measureRows(input, control, (logits, labels, rows) => {
    const probabilities = probabilitiesOf(logits) // [batch, classes]
    const losses = rowLosses(logits, tf.tensor1d(labels, 'int32')).dataSync()
    const values = probabilities.dataSync()
    const classes = probabilities.shape[1]
    for (const [index, row] of rows.entries()) {
      lossSum += losses[index]
      const best = largest(values, index, classes)
      predicted[row] = best
      probability[row] = values[index * classes + best]
    }
  })
  return finished ? { loss: count === 0 ? 0 : lossSum / count, predicted, probability } : null
}

function largest(values: ArrayLike<number>, row: number, width: number): number {
  let best = 0
  for (let index = 1; index < width; index++) {
    if (values[row * width + index] > values[row * width + best]) best = index
  }
  return best
}

function mostWrong(
  { rows, labels }: ClassRows,
  { predicted, probability }: Measured,
): ClassificationEvaluation['wrong'] {
  const wrong: number[] = []
  for (let row = 0; row < rows.count; row++) {
    if (predicted[row] !== rows.labels[row]) wrong.push(row)
  }
  wrong.sort((a, b) => probability[b] - probability[a] || a - b)
  return wrong.slice(0, wrongLimit).map((row) => ({
    text: rows.excerpts.at(row) ?? '',
    actual: labels[rows.labels[row]],
    predicted: labels[predicted[row]],
    probability: probability[row],
  }))
}
