// Losses and accuracy against the definition in double precision, extreme logits included.
import type { Tensor } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { accuracyOfLogits, rowLosses } from '../../../src/worker/training/losses'

beforeAll(async () => {
  await startBackend()
})

function lossesOf(logits: number[][], labels: number[]): number[] {
  return tf.tidy(() => [...rowLosses(tf.tensor2d(logits), tf.tensor1d(labels, 'int32')).dataSync()])
}

describe('one sigmoid unit', () => {
  it.each([
    [0, 1, Math.LN2],
    [2, 1, Math.log(1 + Math.exp(-2))],
    [2, 0, Math.log(1 + Math.exp(2))],
    [-3, 0, Math.log(1 + Math.exp(-3))],
    [200, 0, 200],
    [-200, 1, 200],
    [200, 1, 0],
  ])('logit %d, label %d', (logit, label, expected) => {
    expect(lossesOf([[logit]], [label])[0]).toBeCloseTo(expected, 4)
  })
})

describe('softmax', () => {
  it.each([
    [[0, 0, 0], 2, Math.log(3)],
    [[1, 2, 3], 0, Math.log(Math.E + Math.exp(2) + Math.exp(3)) - 1],
    [[1000, 0, 0], 1, 1000],
    [[1000, 0, 0], 0, 0],
  ])('logits %j, label %d', (logits, label, expected) => {
    expect(lossesOf([logits], [label])[0]).toBeCloseTo(expected, 4)
  })
})

it.each([
  [[[0.1], [-0.1], [3], [-3]], [1, 0, 0, 1], 0.5],
  [
    [
      [0, 1, 0],
      [2, 1, 0],
    ],
    [1, 2],
    0.5,
  ],
])('accuracy of %j', (logits, labels, expected) => {
  const accuracy = tf.tidy(
    () => accuracyOfLogits(tf.tensor2d(logits), tf.tensor1d(labels, 'int32')).dataSync()[0],
  )
  expect(accuracy).toBe(expected)
})

it('has the gradient p - y at any logit', () => {
  const gradient = tf.tidy(() => {
    const labels = tf.tensor1d([1, 0, 1], 'int32')
    const total = (logits: Tensor) => tf.sum(rowLosses(tf.reshape(logits, [3, 1]), labels))
    return [
      ...tf
        .grad(total)(tf.tensor1d([50, 50, 0]))
        .dataSync(),
    ]
  })
  for (const [index, expected] of [0, 1, -0.5].entries()) {
    expect(gradient[index]).toBeCloseTo(expected, 5)
  }
})
