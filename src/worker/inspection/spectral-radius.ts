// The largest absolute eigenvalue of a square matrix: by how much a step of a linear recurrence can stretch a state in the long run.
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { tf } from '../backend'

/** Beyond so many rows eigenvalues take too long; the limit of growing powers does not. */
const mostByEigenvalues = 64
/** Gelfand's formula at the power 2^20: what a matrix's shape adds to its norm is far below 1e-3 by then. */
const squarings = 20

/** @param values [size, size], row by row */
export function spectralRadius(values: Float64Array, size: number): number {
  if (values.some((value) => !Number.isFinite(value))) return Number.NaN
  return size <= mostByEigenvalues ? byEigenvalues(values, size) : byPowers(values, size)
}

/** Exact; takes some 20 size^3 steps. */
export function byEigenvalues(values: Float64Array, size: number): number {
  const rows = Array.from({ length: size }, (_, row) =>
    Array.from(values.subarray(row * size, (row + 1) * size)),
  )
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(new Matrix(rows))
  return realEigenvalues.reduce(
    (most, real, index) => Math.max(most, Math.hypot(real, imaginaryEigenvalues[index])),
    0,
  )
}

/**
 * The limit of |A^m|^(1/m) (Gelfand 1941), with m doubled by squaring; each power is scaled so that nothing overflows.
 * Runs on TensorFlow.
 */
export function byPowers(values: Float64Array, size: number): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest === 0) return 0
  return tf.tidy(() => {
    const start = new Float32Array(values.map((value) => value / largest))
    let power = tf.tensor2d(start, [size, size])
    // The logarithm of what the power was divided by, for a single factor of A.
    let scale = Math.log(largest)
    for (let step = 0; step <= squarings; step++) {
      const norm = tf.norm(power).dataSync()[0]
      if (norm === 0) return 0
      scale += Math.log(norm) / 2 ** step
      if (step === squarings) break
      const scaled = tf.div<typeof power>(power, norm)
      power = tf.matMul(scaled, scaled)
    }
    return Math.exp(scale)
  })
}
