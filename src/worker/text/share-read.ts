// How much of a dataset has been read, to tell how much room all of it will take.
import type { DataOptions } from '#shared/experiment/data'
import type { ReadMeter } from './readers/row'

/** From 0 to 1; null when it is not known. `rows` is how many were taken so far. */
export function shareRead(
  { done, total }: Pick<ReadMeter, 'done' | 'total'>,
  rows: number,
  maximumRows: DataOptions['maximumRows'],
): number | null {
  const ofFile = total === null || total === 0 ? null : done / total
  const ofRows = maximumRows === null ? null : rows / maximumRows
  return ofFile === null ? ofRows : Math.max(ofFile, ofRows ?? 0)
}
