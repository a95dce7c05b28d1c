// A matrix as a CSV file: a row for each of its rows, with the labels of both axes.
import type { Matrix } from '#shared/domain/inside/cells'
import { csvField, csvNumber, csvOf } from '../csv-text'
import { labelAt } from './axis-labels'
import type { HeatAxes } from './heat-marks'

/** Every number, with the labels as its head and its first column. */
export function heatMapCsv(matrix: Matrix, { rows, columns }: HeatAxes): string {
  const { values } = matrix
  const all = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
  const head = [
    csvField(`${rows.title}/${columns.title}`),
    ...all(matrix.columns).map((column) => csvField(labelAt(columns.labels, column))),
  ]
  const lines = all(matrix.rows).map((row) => {
    const from = row * matrix.columns
    const numbers = Array.from(values.subarray(from, from + matrix.columns), csvNumber)
    return [csvField(labelAt(rows.labels, row)), ...numbers]
  })
  return csvOf([head, ...lines])
}
