// The lookup's own gradient is the gradient of tfjs's gather.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { addGradientsByRow } from '../../../src/worker/model/embedding'

beforeAll(async () => {
  await startBackend()
})

it('sums the gradients of all places of an id and leaves the other rows at zero', () => {
  const before = tf.memory().numTensors
  tf.tidy(() => {
    const own = tf.layers.embedding({ inputDim: 12, outputDim: 3, name: 'own' })
    const ids = tf.tensor2d([0, 4, 4, 11, 2, 4], [2, 3], 'int32')
    own.apply(ids)
    const stock = own.call.bind(own)
    const gradientsOf = (call: typeof own.call) => {
      const loss = () => {
        const output = call(ids, {}) as Tensor // an Embedding gives one tensor
        return tf.sum<Tensor & Tensor2D>(tf.square(tf.add(output, tf.range(0, 3)))).asScalar()
      }
      const { value, grads } = tf.variableGrads(loss)
      const [gradient] = Object.values(grads)
      return [...value.dataSync(), ...gradient.dataSync()]
    }
    const expected = gradientsOf(stock)
    addGradientsByRow(own)
    const actual = gradientsOf(own.call)
    for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 5)
    own.dispose()
  })
  expect(tf.memory().numTensors).toBe(before)
})
