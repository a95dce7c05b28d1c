// Initial weights on plain arrays, seeded, by Keras's definitions: https://keras.io/api/layers/initializers/
import type { Initializer } from '#shared/experiment/layers'
import { seededRandom } from '../text/random'

/**
 * The values of a weight of `shape`, row by row. The same seed gives the same values on every backend.
 * @param shape [inputs, units] of a matrix, [units] of a vector
 */
export function initialValues(
  name: Initializer,
  shape: readonly number[],
  seed: number,
): Float32Array {
  const random = seededRandom(seed)
  const size = shape.reduce((product, length) => product * length, 1)
  const inputs = shape[0]
  const outputs = shape[shape.length - 1]
  switch (name) {
    case 'zeros':
      return new Float32Array(size)
    case 'ones':
      return new Float32Array(size).fill(1)
    case 'randomUniform':
      return drawn(size, uniform(random, 0.05))
    case 'randomNormal':
      return drawn(size, normal(random, 0.05))
    case 'truncatedNormal':
      return drawn(size, truncatedNormal(random, 0.05))
    case 'glorotUniform':
      return drawn(size, uniform(random, Math.sqrt(6 / (inputs + outputs))))
    case 'heUniform':
      return drawn(size, uniform(random, Math.sqrt(6 / inputs)))
    case 'leCunUniform':
      return drawn(size, uniform(random, Math.sqrt(3 / inputs)))
    case 'glorotNormal':
      return drawn(size, scaledNormal(random, 2 / (inputs + outputs)))
    case 'heNormal':
      return drawn(size, scaledNormal(random, 2 / inputs))
    case 'leCunNormal':
      return drawn(size, scaledNormal(random, 1 / inputs))
    case 'orthogonal':
      return orthogonal(inputs, size / inputs, normal(random, 1))
  }
}

function drawn(size: number, draw: () => number): Float32Array {
  const values = new Float32Array(size)
  for (let index = 0; index < size; index++) values[index] = draw()
  return values
}

function uniform(random: () => number, limit: number): () => number {
  return () => (2 * random() - 1) * limit
}

// Box and Muller, 1958; one of the pair is used, so that a draw depends on nothing before it.
function normal(random: () => number, deviation: number): () => number {
  return () => deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

// Draws again beyond two standard deviations.
function truncatedNormal(random: () => number, deviation: number): () => number {
  const draw = normal(random, 1)
  return () => {
    let value = draw()
    while (Math.abs(value) > 2) value = draw()
    return value * deviation
  }
}

// Keras makes up for the cut tails: a normal cut at 2 has a standard deviation of 0.8796.
function scaledNormal(random: () => number, variance: number): () => number {
  return truncatedNormal(random, Math.sqrt(variance) / 0.87962566103423978)
}

/**
 * Orthonormal rows or columns, whichever are fewer, by modified Gram-Schmidt on a normal matrix.
 * That is Q of a QR factorisation with a positive diagonal of R, as Keras takes it (Saxe et al., 2014).
 */
function orthogonal(rows: number, columns: number, draw: () => number): Float32Array {
  const count = Math.min(rows, columns)
  const length = Math.max(rows, columns)
  const vectors = Array.from({ length: count }, () => Float64Array.from({ length }, draw))
  for (const [index, vector] of vectors.entries()) {
    for (const before of vectors.slice(0, index)) subtractProjection(vector, before)
    normalize(vector)
  }
  const values = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = rows <= columns ? vectors[row][column] : vectors[column][row]
    }
  }
  return values
}

function subtractProjection(vector: Float64Array, onto: Float64Array): void {
  let product = 0
  for (let index = 0; index < vector.length; index++) product += vector[index] * onto[index]
  for (let index = 0; index < vector.length; index++) vector[index] -= product * onto[index]
}

function normalize(vector: Float64Array): void {
  let squares = 0
  for (const value of vector) squares += value * value
  const norm = Math.sqrt(squares)
  for (let index = 0; index < vector.length; index++) vector[index] /= norm
}
