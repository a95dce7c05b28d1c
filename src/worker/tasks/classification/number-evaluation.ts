// Measures a model of numbers on encoded rows: errors in the unit of the data, and the rows that are farthest off.
import type { RegressionEvaluation } from '#shared/domain/evaluation'
import { numbersOf, type Scale } from '../../text/targets'
import type { EvaluateControl } from '../task'
import { measureRows, type MeasuredRows } from './measure-rows'
import { numberErrors } from './number-errors'
import { numberLosses, standardised, type NumberLoss } from './number-objective'

export interface NumberRows extends MeasuredRows {
  readonly scale: Scale
  readonly loss: NumberLoss
}

const wrongLimit = 20
const pointLimit = 500

/** Measures on all rows; null when stopped. The loss is that of standardised numbers, as in training. */
export async function evaluateNumbers(
  input: NumberRows,
  control: EvaluateControl,
): Promise<RegressionEvaluation | null> {
  const started = performance.now()
  const { rows, scale } = input
  const predicted = new Float64Array(rows.count)
  let lossSum = 0
  const finished = await measureRows(input, control, (logits, labels, places) => {
    const losses = numberLosses(logits, standardised(labels, scale), input.loss).dataSync()
    const values = logits.dataSync()
    for (const [index, row] of places.entries()) {
      lossSum += losses[index]
      predicted[row] = values[index] * scale.deviation + scale.mean
    }
  })
  if (!finished) return null
  const actual = numbersOf(rows.labels)
  return {
    kind: 'regression',
    loss: lossSum / Math.max(1, rows.count),
    accuracy: Number.NaN,
    rows: rows.count,
    ...numberErrors(actual, predicted),
    points: pointsOf(actual, predicted),
    wrong: farthestOff(actual, predicted).map((row) => ({
      text: rows.excerpts.at(row) ?? '',
      actual: shown(actual[row]),
      predicted: predicted[row],
    })),
    seconds: (performance.now() - started) / 1000,
  }
}

/** Rows at equal steps. */
function pointsOf(actual: Float32Array, predicted: Float64Array): RegressionEvaluation['points'] {
  const count = Math.min(actual.length, pointLimit)
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor((index * actual.length) / count)
    return { actual: shown(actual[row]), predicted: predicted[row] }
  })
}

function farthestOff(actual: Float32Array, predicted: Float64Array): readonly number[] {
  const errorOf = (row: number): number => Math.abs(actual[row] - predicted[row])
  const order = Int32Array.from(actual, (_value, row) => row)
  order.sort((one, other) => errorOf(other) - errorOf(one) || one - other)
  return [...order.subarray(0, wrongLimit)]
}

/** Without the digits that a 32-bit number does not hold. */
function shown(value: number): number {
  return Number(value.toPrecision(7))
}
