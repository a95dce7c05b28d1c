// Measures a model on encoded rows: loss, accuracy, confusion and the most confidently wrong rows.
import type { LayersModel } from '@tensorflow/tfjs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { accuracyOf, classMetrics, confusionMatrix, macroF1 } from '#shared/domain/metrics'
import type { Evaluation, WrongExample } from '#shared/domain/run'
import type { TextOptions } from '#shared/experiment/schema'
import { tf } from '../backend'
import { logitsOf, probabilitiesOf } from '../model/forward'
import { releaseMasks } from '../model/dropout'
import { fillBatch } from '../text/batches'
import type { Batch, EncodedRows } from '../text/encoded'
import { rowLosses } from '../training/losses'

export interface EvaluationInput {
  readonly model: LayersModel
  readonly rows: EncodedRows
  readonly labels: readonly string[]
  readonly text: TextOptions
  readonly batchSize: number
}

export interface EvaluationControl {
  /** Rows measured so far. */
  onRows(done: number): void
  isStopped(): boolean
}

interface Measured {
  readonly loss: number
  readonly predicted: Int32Array
  /** Of the predicted class. */
  readonly probability: Float32Array
}

const wrongLimit = 20

/** Measures on all rows, a batch at a time, with turns of the event loop between; null when stopped. */
export async function evaluateRows(
  input: EvaluationInput,
  control: EvaluationControl,
): Promise<Evaluation | null> {
  const started = performance.now()
  const measured = await measure(input, control)
  if (!measured) return null
  const { rows, labels } = input
  const confusion = confusionMatrix(rows.labels, measured.predicted, labels.length)
  const classes = classMetrics(confusion, labels)
  return {
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

async function measure(
  { model, rows, text, batchSize }: EvaluationInput,
  control: EvaluationControl,
): Promise<Measured | null> {
  const order = evaluationOrder(rows, text)
  const predicted = new Int32Array(rows.count)
  const probability = new Float32Array(rows.count)
  let lossSum = 0
  for (let from = 0; from < rows.count; from += batchSize) {
    if (control.isStopped()) return null
    const to = Math.min(from + batchSize, rows.count)
    const answer = measureBatch(model, fillBatch(rows, order, from, to, text))
    for (let index = from; index < to; index++) {
      const row = order[index]
      lossSum += answer.losses[index - from]
      const best = largest(answer.probabilities, index - from, answer.classes)
      predicted[row] = best
      probability[row] = answer.probabilities[(index - from) * answer.classes + best]
    }
    control.onRows(to)
    await nextTurn()
  }
  releaseMasks(model)
  return { loss: rows.count === 0 ? 0 : lossSum / rows.count, predicted, probability }
}

// Without a fixed length, rows of like length share a batch, so that they are hardly padded.
function evaluationOrder(rows: EncodedRows, text: TextOptions): Int32Array {
  const order = Int32Array.from({ length: rows.count }, (_, index) => index)
  if (text.sequenceLength !== null) return order
  const length = (row: number) => rows.offsets[row + 1] - rows.offsets[row]
  return order.sort((a, b) => length(a) - length(b) || a - b)
}

function measureBatch(model: LayersModel, batch: Batch) {
  return tf.tidy(() => {
    const ids = tf.tensor2d(batch.ids, [batch.rows, batch.length], 'int32')
    const logits = logitsOf(model, ids, false)
    const probabilities = probabilitiesOf(logits)
    const losses = rowLosses(logits, tf.tensor1d(batch.labels, 'int32'))
    return {
      losses: losses.dataSync(),
      probabilities: probabilities.dataSync(),
      classes: probabilities.shape[1],
    }
  })
}

function largest(values: ArrayLike<number>, row: number, width: number): number {
  let best = 0
  for (let index = 1; index < width; index++) {
    if (values[row * width + index] > values[row * width + best]) best = index
  }
  return best
}

function mostWrong({ rows, labels }: EvaluationInput, measured: Measured): WrongExample[] {
  const { predicted, probability } = measured
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
