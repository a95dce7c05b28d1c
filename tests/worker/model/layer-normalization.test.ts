// A LayerNormalization without gamma or beta: the numbers of one that has ones and zeros there, and gradients.
import type { Tensor } from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { differentiateNormalization } from '../../../src/worker/model/layer-normalization'

beforeAll(async () => void (await startBackend()))

/** The answer and the gradient of a sum of its cubes with respect to the input, of a layer on a fixed input. */
function runOn(options: { readonly center: boolean; readonly scale: boolean }): Float32Array[] {
  const layer = tf.layers.layerNormalization({ ...options, epsilon: 0.001 })
  differentiateNormalization(layer)
  return tf.tidy(() => {
    const input = tf.tensor3d([1, 4, -2, 0.5, 3, 3.5, -1, 2, 0, 7, 1, -3], [2, 2, 3])
    const apply = (x: Tensor): Tensor => layer.apply(x) as Tensor // one tensor in, one tensor out
    const output = apply(input)
    const gradient = tf.grad((x) => tf.sum(tf.pow(apply(x), 3)))(input)
    return [output, gradient].map((tensor) => Float32Array.from(tensor.dataSync()))
  })
}

it.each([
  { center: false, scale: false },
  { center: true, scale: false },
  { center: false, scale: true },
])('learns with center $center and scale $scale', (options) => {
  const whole = runOn({ center: true, scale: true })
  for (const [place, values] of runOn(options).entries()) {
    expect(values.some((value) => Math.abs(value) > 0.1)).toBe(true)
    for (const [index, value] of values.entries()) expect(value).toBeCloseTo(whole[place][index], 4)
  }
})
