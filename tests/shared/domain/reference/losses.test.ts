// The losses by hand, their gradients by nudging, and numbers that would overflow.
import { describe, expect, it } from 'vitest'
import {
  binaryCrossEntropy,
  binaryCrossEntropyOfLabels,
  crossEntropy,
  logSoftmax,
  sigmoid,
  softmax,
  squaredError,
  type LossGradient,
} from '#shared/domain/reference/losses'
import { difference, slopes } from './random-weights'

const logits = Float64Array.of(0.3, -1.2, 2.5)

const losses: readonly (readonly [string, Float64Array, (of: Float64Array) => LossGradient])[] = [
  ['cross-entropy', logits, (of) => crossEntropy(of, 1)],
  ['binary cross-entropy of yes', Float64Array.of(0.7), (of) => binaryCrossEntropy(of, 1)],
  ['binary cross-entropy of no', Float64Array.of(0.7), (of) => binaryCrossEntropy(of, 0)],
  ['several labels', logits, (of) => binaryCrossEntropyOfLabels(of, [1, 0, 1])],
  ['squared error', Float64Array.of(1.5), (of) => squaredError(of, -0.25)],
]

it.each(losses)('the gradient of %s is its slope', (_, at, loss) => {
  const { gradient } = loss(at)
  const moved = Float64Array.from(at)
  expect(
    difference(
      gradient,
      slopes(moved, () => loss(moved).loss),
    ),
  ).toBeLessThan(1e-9)
})

describe('by hand', () => {
  it('softmax and sigmoid', () => {
    const sum = Math.exp(0.3) + Math.exp(-1.2) + Math.exp(2.5)
    expect(softmax(logits)[2]).toBeCloseTo(Math.exp(2.5) / sum, 14)
    expect(logSoftmax(logits)[1]).toBeCloseTo(-1.2 - Math.log(sum), 14)
    expect(crossEntropy(logits, 0).loss).toBeCloseTo(Math.log(sum) - 0.3, 14)
    expect(binaryCrossEntropy(Float64Array.of(0.7), 0).loss).toBeCloseTo(
      -Math.log(1 - sigmoid(0.7)),
      12,
    )
  })

  it('large logits lose nothing', () => {
    expect(crossEntropy(Float64Array.of(1e4, 0), 1).loss).toBe(1e4)
    expect(binaryCrossEntropy(Float64Array.of(-1e4), 1).loss).toBe(1e4)
    expect([...softmax(Float64Array.of(1e4, 0))]).toEqual([1, 0])
  })
})
