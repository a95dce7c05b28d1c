// Clipping by value and by norm, numbers by hand.
import { beforeAll, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { clipByValue, scaleByNorm } from '../../../src/worker/training/clip'

beforeAll(async () => {
  await startBackend()
})

it('cuts each number to the size, keeps shapes, and leaves the gradients as they were', () => {
  const before = tf.memory().numTensors
  tf.tidy(() => {
    const gradients = {
      kernel: tf.tensor2d([
        [0.5, -2],
        [0.25, -0.25],
      ]),
      bias: tf.tensor1d([Infinity, NaN, -0.1]),
    }
    const clipped = clipByValue(gradients, 0.25)
    expect(Object.keys(clipped)).toEqual(['kernel', 'bias'])
    expect(clipped.kernel.arraySync()).toEqual([
      [0.25, -0.25],
      [0.25, -0.25],
    ])
    // What is not a number has to stay seen.
    expect([...clipped.bias.dataSync()]).toEqual([0.25, NaN, Math.fround(-0.1)])
    expect([...gradients.kernel.dataSync()]).toEqual([0.5, -2, 0.25, -0.25])
  })
  expect(tf.memory().numTensors).toBe(before)
})

it.each<[number, number | null, number]>([
  [5, 1, 0.2],
  [5, 5, 1],
  [0.5, 1, 1],
  [0, 1, 1],
  [1e30, null, 1],
])('a norm of %d with a limit of %j is scaled by %d', (norm, clipNorm, expected) => {
  expect(scaleByNorm(norm, clipNorm)).toBe(expected)
})
