// Global pooling: the largest or the mean of each column over all steps.
import type { Signal } from './types'

/** @returns y_j = max over t of x_tj: [width] */
export function maxPooling({ values, width }: Signal): Signal {
  const largest = new Float64Array(width).fill(-Infinity)
  for (let at = 0; at < values.length; at++) {
    const column = at % width
    largest[column] = Math.max(largest[column], values[at])
  }
  return vector(largest)
}

/**
 * dL/dx: the gradient goes to the step whose number was the largest, of several to the first.
 * @param gradient dL/dy: [width]
 * @returns [rows, width]
 */
export function maxPoolingBackward(input: Signal, gradient: Float64Array): Float64Array {
  const { values, rows, width } = input
  const into = new Float64Array(values.length)
  const largest = maxPooling(input).values // [width]
  for (let column = 0; column < width; column++) {
    let row = 0
    while (row < rows - 1 && values[row * width + column] < largest[column]) row++
    into[row * width + column] = gradient[column]
  }
  return into
}

/** @returns y_j = mean over t of x_tj: [width] */
export function averagePooling({ values, rows, width }: Signal): Signal {
  const mean = new Float64Array(width)
  for (let at = 0; at < values.length; at++) mean[at % width] += values[at] / rows
  return vector(mean)
}

/**
 * dL/dx: each step has an equal share.
 * @param gradient dL/dy: [width]
 * @returns [rows, width]
 */
export function averagePoolingBackward(
  { values, rows, width }: Signal,
  gradient: Float64Array,
): Float64Array {
  return Float64Array.from(values, (_, at) => gradient[at % width] / rows)
}

function vector(values: Float64Array): Signal {
  return { values, rows: 1, width: values.length, isSequence: false, isReversed: false }
}
