// Runs a model over encoded rows a batch at a time, for whatever is measured of its answers.
import type { LayersModel, Tensor2D } from '@tensorflow/tfjs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TextOptions } from '#shared/experiment/text'
import { tf } from '../../backend'
import { releaseMasks } from '../../model/dropout'
import { logitsOf } from '../../model/forward'
import { fillBatch } from '../../text/batches'
import type { Batch, EncodedRows } from '../../text/encoded'
import type { EvaluateControl } from '../task'

export interface MeasuredRows {
  readonly model: LayersModel
  readonly rows: EncodedRows
  readonly text: TextOptions
  readonly batchSize: number
}

/**
 * What is taken of a batch. Called inside a tidy.
 * @param logits [rows of the batch, outputs]
 * @param rows the batch's row numbers
 */
export type Measure = (logits: Tensor2D, labels: Int32Array, rows: Int32Array) => void

/** Goes through all rows once, with turns of the event loop between batches; false when stopped. */
export async function measureRows(
  { model, rows, text, batchSize }: MeasuredRows,
  control: EvaluateControl,
  measure: Measure,
): Promise<boolean> {
  const order = evaluationOrder(rows, text)
  for (let from = 0; from < rows.count; from += batchSize) {
    if (control.isStopped()) return false
    const to = Math.min(from + batchSize, rows.count)
    const batch = fillBatch(rows, order, from, to, text)
    tf.tidy(() => measure(batchLogits(model, batch), batch.labels, order.subarray(from, to)))
    control.onRows(to)
    await nextTurn()
  }
  releaseMasks(model)
  return true
}

function batchLogits(model: LayersModel, batch: Batch): Tensor2D {
  return logitsOf(model, tf.tensor2d(batch.ids, [batch.rows, batch.length], 'int32'), false)
}

// Without a fixed length, rows of like length share a batch, so that they are hardly padded.
function evaluationOrder(rows: EncodedRows, text: TextOptions): Int32Array {
  const order = Int32Array.from({ length: rows.count }, (_, index) => index)
  if (text.sequenceLength !== null) return order
  const length = (row: number) => rows.offsets[row + 1] - rows.offsets[row]
  return order.sort((a, b) => length(a) - length(b) || a - b)
}
