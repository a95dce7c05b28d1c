// Losses and accuracy against the definition in double precision, extreme logits included.
import type { Tensor } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { accuracyOfLogits, rowLosses, type LossOptions } from '../../../src/worker/training/losses'

beforeAll(async () => {
  await startBackend()
})

function lossesOf(logits: number[][], labels: number[], options?: LossOptions): number[] {
  return tf.tidy(() => [
    ...rowLosses(tf.tensor2d(logits), tf.tensor1d(labels, 'int32'), options).dataSync(),
  ])
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

// Keras 3.15 with from_logits=True: BinaryCrossentropy and CategoricalCrossentropy, each row and, with the weights as
// sample_weight, the loss of the batch.
describe("smoothing and class weights give Keras's numbers", () => {
  const sigmoid = { logits: [[2], [-1], [0.5], [-3]], labels: [1, 1, 0, 0], weights: [0.5, 2] }
  const softmax = {
    logits: [
      [1, 2, 3],
      [0, 0, 0],
      [-1, 4, 0.5],
    ],
    labels: [0, 2, 1],
    weights: [2, 1, 0.5],
  }
  it.each([
    ['sigmoid, 0', sigmoid, 0, [0.126928, 1.3132617, 0.974077, 0.0485874], 0.8479279],
    ['sigmoid, 0.1', sigmoid, 0.1, [0.226928, 1.2632617, 0.949077, 0.1985874], 0.8885529],
    ['sigmoid, 0.5', sigmoid, 0.5, [0.626928, 1.0632617, 0.849077, 0.7985873], 1.0510528],
    ['softmax, 0', softmax, 0, [2.4076059, 1.0986123, 0.0362696], 1.8002626],
    ['softmax, 0.1', softmax, 0.1, [2.307606, 1.0986124, 0.3196029], 1.8280405],
    ['softmax, 0.5', softmax, 0.5, [1.9076059, 1.0986123, 1.4529363], 1.9391514],
  ])('%s', (_name, { logits, labels, weights }, labelSmoothing, rows, loss) => {
    const even = lossesOf(logits, labels, { labelSmoothing, classWeights: null })
    for (const [row, expected] of rows.entries()) expect(even[row]).toBeCloseTo(expected, 5)
    const classWeights = Float32Array.from(weights)
    const weighted = lossesOf(logits, labels, { labelSmoothing, classWeights })
    const mean = weighted.reduce((sum, value) => sum + value, 0) / rows.length
    expect(mean).toBeCloseTo(loss, 5)
  })
})

it('a class that counts twice has twice the gradient, one that counts 0 none', () => {
  const options = { labelSmoothing: 0, classWeights: Float32Array.of(0, 2) }
  const gradient = tf.tidy(() => {
    const labels = tf.tensor1d([1, 0], 'int32')
    const total = (logits: Tensor) => tf.sum(rowLosses(tf.reshape(logits, [2, 1]), labels, options))
    return [
      ...tf
        .grad(total)(tf.tensor1d([0, 0]))
        .dataSync(),
    ]
  })
  expect(gradient).toEqual([-1, 0])
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
