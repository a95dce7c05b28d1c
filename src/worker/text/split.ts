// Sets rows aside to validate on: drawn with the seed, the last ones, or those of a file of their own.
import type { DataOptions } from '#shared/experiment/data'
import { atOnce, type Pieces } from './in-turns'
import { seededRandom, shuffling } from './random'
import { drawingStratified, joinSingles, strataOfNumbers } from './stratify'
import { numbersOf } from './targets'

export interface Split {
  /** Row numbers, rising. */
  readonly training: Int32Array
  readonly validation: Int32Array
}

export interface SplitInput {
  /** As encoded rows have them. */
  readonly labels: Int32Array
  /** How many classes there are that each have to be trained on; 0 of other kinds of label. */
  readonly classes: number
  readonly isNumbers: boolean
  /** Where the rows of a file of their own begin; null: rows are set aside. */
  readonly firstValidationRow: number | null
  readonly seed: number
}

/**
 * Splits the rows as the experiment asks, in pieces: at least one row for each part. Both parts keep the order of the
 * data.
 */
export function* splitting(
  { validationSplit, validationRows, stratify }: DataOptions,
  { labels, classes, isNumbers, firstValidationRow, seed }: SplitInput,
): Pieces<Split> {
  const rows = labels.length
  if (firstValidationRow !== null) return splitAt(rows, firstValidationRow)
  if (validationRows === 'last') return splitAt(rows, rows - countAside(rows, 1, validationSplit))
  if (!stratify) return yield* drawing(labels, classes, validationSplit, seed)
  const strata = strataOf(labels, isNumbers, classes)
  const wanted = countAside(rows, Math.max(1, classes), validationSplit)
  yield
  return risingParts(rows, yield* drawingStratified(strata, wanted, seededRandom(seed)))
}

function strataOf(labels: Int32Array, isNumbers: boolean, classes: number): Int32Array {
  if (isNumbers) return strataOfNumbers(numbersOf(labels))
  return classes > 0 ? labels : joinSingles(labels)
}

/** How many rows are set aside: at least one, and not so many that fewer than `least` are trained on. */
function countAside(rows: number, least: number, share: number): number {
  return Math.max(1, Math.min(Math.round(rows * share), rows - least))
}

function splitAt(rows: number, first: number): Split {
  const numbers = Int32Array.from({ length: rows }, (_, row) => row)
  return { training: numbers.subarray(0, first), validation: numbers.subarray(first) }
}

/**
 * Draws a share of the rows to validate on: at least one, and so that every class keeps a row to train on.
 * Needs more rows than classes. Both parts keep the order of the data.
 * @param classes 0 where labels are no classes
 */
export function splitRows(
  labels: Int32Array,
  classes: number,
  validationShare: number,
  seed: number,
): Split {
  return atOnce(drawing(labels, classes, validationShare, seed))
}

function* drawing(
  labels: Int32Array,
  classes: number,
  validationShare: number,
  seed: number,
): Pieces<Split> {
  const order = yield* shuffling(labels.length, seededRandom(seed))
  const count = countAside(labels.length, Math.max(1, classes), validationShare)
  const validation = order.slice(0, count)
  const training = order.slice(count)
  yield
  if (classes > 0) keepEachClass(labels, classes, training, validation)
  yield
  return risingParts(labels.length, validation)
}

/** Both parts in the order of the data; marks are faster than sorting millions of numbers. */
function risingParts(rows: number, validation: Int32Array): Split {
  const isValidation = new Uint8Array(rows)
  for (const row of validation) isValidation[row] = 1
  const parts = [new Int32Array(rows - validation.length), new Int32Array(validation.length)]
  const filled = [0, 0]
  for (let row = 0; row < rows; row++) {
    const part = isValidation[row]
    parts[part][filled[part]++] = row
  }
  return { training: parts[0], validation: parts[1] }
}

/** Swaps rows so that each class is trained on. */
function keepEachClass(
  labels: Int32Array,
  classes: number,
  training: Int32Array,
  validation: Int32Array,
): void {
  const trained = new Int32Array(classes)
  for (const row of training) trained[labels[row]]++
  for (const [index, row] of validation.entries()) {
    if (trained[labels[row]] > 0) continue
    const spare = training.findIndex((other) => trained[labels[other]] > 1)
    if (spare < 0) return
    trained[labels[training[spare]]]--
    trained[labels[row]]++
    validation[index] = training[spare]
    training[spare] = row
  }
}
