// A GRU on TensorFlow goes back through long sequences block by block, and stops where the gradient has vanished.
import type { Tensor } from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { difference, modelOf, numbers } from './layer-pair'

// More rows than a block has, and a last block that is not full.
const size = { batch: 40, time: 300, inputs: 3, units: 5 }

beforeAll(async () => {
  await startBackend()
})

/** The gradients of the input and the weights for a gradient of the answer; the input's as [batch, time, inputs]. */
function gradientsOf(
  implementation: 'stock' | 'tensorflow',
  returnSequences: boolean,
  upstream: (shape: number[]) => Tensor,
): Float32Array[] {
  const model = modelOf('GRU', { returnSequences }, size, implementation)
  const layer = model.layers[1]
  const values = tf.tidy(() => {
    const { batch, time, inputs, units } = size
    const input = numbers([batch, time, inputs], 50)
    const sources = [input, ...layer.weights.map((weight) => weight.read())]
    const shape = returnSequences ? [batch, time, units] : [batch, units]
    const call = () => layer.call(input, { training: true }) as Tensor // one output
    const { grads } = tf.engine().gradients(call, sources, upstream(shape))
    return grads.map((gradient) => gradient.dataSync<'float32'>())
  })
  model.dispose()
  return values
}

it.each([false, true])(
  'gives what tfjs gives over several blocks, all outputs %s',
  (returnSequences) => {
    const upstream = (shape: number[]) => numbers(shape, 51)
    const actual = gradientsOf('tensorflow', returnSequences, upstream)
    const expected = gradientsOf('stock', returnSequences, upstream)
    for (const [at, values] of expected.entries()) {
      expect(difference(actual[at], values, true)).toBeLessThan(5e-6)
    }
  },
)

it.each([
  [1e-31, false],
  [1e-28, true],
])('goes back for a gradient around %d: %s', (scale, goes) => {
  const upstream = (shape: number[]) => tf.mul(numbers(shape, 51), scale)
  const [, ...ofWeights] = gradientsOf('tensorflow', false, upstream)
  for (const gradient of ofWeights) expect(gradient.some((value) => value !== 0)).toBe(goes)
})

it('does not take what is not a number for nothing', () => {
  const gradients = gradientsOf('tensorflow', false, (shape) => tf.fill(shape, NaN))
  for (const gradient of gradients) expect(gradient.some(Number.isNaN)).toBe(true)
})

it('gives zeros for a gradient of zero', () => {
  const gradients = gradientsOf('tensorflow', false, (shape) => tf.zeros(shape))
  for (const gradient of gradients) expect(gradient.every((value) => value === 0)).toBe(true)
})
