// Layer normalization: each row gets mean 0 and variance 1, then a learned scale and shift (Ba, Kiros and Hinton 2016).
import { rowOf } from './run-cell'
import type { ReferenceLayer, Signal } from './types'

type LayerNormalization = Extract<ReferenceLayer, { type: 'LayerNormalization' }>

/** y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, over the columns of each row: [rows, width] */
export function layerNormalization(layer: LayerNormalization, input: Signal): Signal {
  const { gamma, beta, epsilon } = layer
  const { rows, width } = input
  const values = Float64Array.from(input.values)
  for (let row = 0; row < rows; row++) {
    const y = rowOf(values, row, width) // [width]
    normalize(y, epsilon)
    for (let at = 0; at < width; at++)
      y[at] = y[at] * (gamma ? gamma[at] : 1) + (beta ? beta[at] : 0)
  }
  return { ...input, values }
}

/**
 * With n = (x - mean) / deviation and g = dL/dy * gamma: dL/dx = (g - mean(g) - n mean(g n)) / deviation.
 * @param gradient dL/dy: [rows, width]
 * @returns dL/dx: [rows, width]
 */
export function layerNormalizationBackward(
  { gamma, epsilon }: LayerNormalization,
  { values, rows, width }: Signal,
  gradient: Float64Array,
): Float64Array {
  const into = Float64Array.from(gradient)
  for (let row = 0; row < rows; row++) {
    const normal = Float64Array.from(rowOf(values, row, width)) // [width]
    const deviation = normalize(normal, epsilon)
    const g = rowOf(into, row, width) // [width]
    if (gamma) for (let at = 0; at < width; at++) g[at] *= gamma[at]
    const mean = g.reduce((sum, one) => sum + one, 0) / width
    const share = g.reduce((sum, one, at) => sum + one * normal[at], 0) / width
    for (let at = 0; at < width; at++) g[at] = (g[at] - mean - normal[at] * share) / deviation
  }
  return into
}

/** Takes the mean away and divides by the standard deviation, which it returns: [width]. */
function normalize(x: Float64Array, epsilon: number): number {
  const mean = x.reduce((sum, one) => sum + one, 0) / x.length
  for (let at = 0; at < x.length; at++) x[at] -= mean
  const variance = x.reduce((sum, one) => sum + one * one, 0) / x.length
  const deviation = Math.sqrt(variance + epsilon)
  for (let at = 0; at < x.length; at++) x[at] /= deviation
  return deviation
}
