// What a report says of the labels: how many rows have each, or how the numbers lie.
import type { ClassCount, DatasetReport } from '#shared/domain/dataset'
import type { FinishedLabels } from './label-reader'
import type { Scale } from './targets'

/** How many rows have each label; none of numbers. */
export function countLabels(
  labels: readonly string[],
  targets: FinishedLabels['targets'],
  rowLabels: Int32Array,
): readonly ClassCount[] {
  const counts = new Int32Array(labels.length)
  if (targets.kind === 'class') for (const id of rowLabels) counts[id]++
  if (targets.kind === 'labels')
    for (const set of rowLabels) for (const id of targets.sets[set]) counts[id]++
  return labels.map((label, id) => ({ label, count: counts[id] }))
}

export function describeNumbers(numbers: Float32Array): NonNullable<DatasetReport['numbers']> {
  let minimum = Infinity
  let maximum = -Infinity
  for (const value of numbers) {
    minimum = Math.min(minimum, value)
    maximum = Math.max(maximum, value)
  }
  return { minimum, maximum, ...momentsOf(numbers, allPlaces(numbers)) }
}

/** Mean and deviation of the numbers of some rows; a deviation of 1 where all are the same. */
export function scaleOf(numbers: Float32Array, rows: Int32Array): Scale {
  const { mean, deviation } = momentsOf(numbers, rows)
  return { mean, deviation: deviation > 0 ? deviation : 1 }
}

function momentsOf(numbers: Float32Array, rows: Int32Array): Scale {
  let sum = 0
  for (const row of rows) sum += numbers[row]
  const mean = sum / rows.length
  let squares = 0
  for (const row of rows) squares += (numbers[row] - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / rows.length) }
}

function allPlaces(numbers: Float32Array): Int32Array {
  return Int32Array.from(numbers, (_value, place) => place)
}
