// Weights and inputs from a seed, and slopes by nudging numbers, for the tests of the reference implementation.
import { gatesOf, type Cell } from '#shared/domain/inside/cells'
import type { CellWeights, DenseWeights, ReferenceLayer } from '#shared/domain/reference/types'

/** Numbers from -1 to 1, the same for a seed (mulberry32). */
export class RandomNumbers {
  constructor(private seed: number) {}

  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * 2 - 1
  }

  array(length: number, scale = 1): Float64Array {
    return Float64Array.from({ length }, () => this.next() * scale)
  }
}

export interface CellOptions {
  readonly bias?: boolean
  readonly activation?: string
  readonly recurrentActivation?: string
}

export function randomCell(
  random: RandomNumbers,
  cell: Cell,
  inputs: number,
  units: number,
  { bias = true, activation = 'tanh', recurrentActivation = 'sigmoid' }: CellOptions = {},
): CellWeights {
  const width = gatesOf[cell].length * units
  return {
    ...{ cell, inputs, units, activation, recurrentActivation },
    kernel: random.array(inputs * width, 1 / Math.sqrt(inputs)),
    recurrentKernel: random.array(units * width, 1 / Math.sqrt(units)),
    bias: bias ? random.array(width, 0.5) : null,
  }
}

export function randomDense(
  random: RandomNumbers,
  inputs: number,
  units: number,
  activation = 'linear',
  bias = true,
): DenseWeights {
  return {
    ...{ inputs, units, activation },
    kernel: random.array(inputs * units, 1 / Math.sqrt(inputs)),
    bias: bias ? random.array(units, 0.5) : null,
  }
}

export function randomEmbedding(
  random: RandomNumbers,
  vocabulary: number,
  width: number,
): Extract<ReferenceLayer, { type: 'Embedding' }> {
  const embeddings = Float32Array.from(random.array(vocabulary * width))
  return { type: 'Embedding', name: 'embedding', width, embeddings }
}

/** The sum of one times other, a loss whose gradient with respect to one is other. */
export function weighed(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, at) => sum + value * other[at], 0)
}

/**
 * dL/dx by central differences of the fourth order: exact but for rounding where L is smooth.
 * @param lossAt the loss with x moved by so much
 */
export function slope(lossAt: (by: number) => number): number {
  const nudge = 1e-3
  const near = lossAt(nudge) - lossAt(-nudge)
  const far = lossAt(2 * nudge) - lossAt(-2 * nudge)
  return (8 * near - far) / (12 * nudge)
}

/** `slope` for each number of an array, which is put back as it was. */
export function slopes(values: Float64Array | Float32Array, loss: () => number): Float64Array {
  return Float64Array.from(values, (value, at) => {
    const answer = slope((by) => {
      values[at] = value + by
      return loss()
    })
    values[at] = value
    return answer
  })
}

/** Largest difference as a share of the largest number. */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let [largest, scale] = [0, 1e-3]
  for (let at = 0; at < expected.length; at++) {
    const apart = Math.abs(actual[at] - expected[at])
    largest = Math.max(largest, Number.isNaN(apart) ? Infinity : apart)
    scale = Math.max(scale, Math.abs(expected[at]))
  }
  return largest / scale
}
