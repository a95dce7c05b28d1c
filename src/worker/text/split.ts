// Sets rows aside to validate on, drawn with the seed.
import { seededRandom, shuffledOrder } from './random'

export interface Split {
  /** Row numbers, rising. */
  readonly training: Int32Array
  readonly validation: Int32Array
}

/**
 * Draws a share of the rows to validate on: at least one, and so that every class keeps a row to train on.
 * Needs more rows than classes. Both parts keep the order of the data.
 */
export function splitRows(
  labels: Int32Array,
  classes: number,
  validationShare: number,
  seed: number,
): Split {
  const order = shuffledOrder(labels.length, seededRandom(seed))
  const wanted = Math.round(labels.length * validationShare)
  const count = Math.max(1, Math.min(wanted, labels.length - classes))
  const validation = order.slice(0, count)
  const training = order.slice(count)
  keepEachClass(labels, classes, training, validation)
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
