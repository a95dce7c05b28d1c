// Lets a LayerNormalization without gamma or beta learn: tfjs's own gradient needs both.
import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend'
import type { Layer } from './tfjs-internals'

/** Private in tfjs: null where the layer has none. */
interface Parts {
  readonly gamma: { read(): Tensor } | null
  readonly beta: { read(): Tensor } | null
  readonly epsilon: number
  readonly axis: number | number[]
}

/**
 * Makes the layer compute with basic operations where it lacks gamma or beta; otherwise it stays as it is. Same numbers, same
 * saved form. Source: Ba, Kiros and Hinton 2016, https://arxiv.org/abs/1607.06450, and Keras's LayerNormalization.
 */
export function differentiateNormalization(layer: Layer): void {
  const { call } = layer
  layer.call = (inputs, kwargs) => {
    const { gamma, beta, epsilon, axis } = layer as unknown as Parts // known once the layer is built
    if (gamma && beta) return call.call(layer, inputs, kwargs)
    return tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0] : inputs // [batch, (time,) width]
      const { mean, variance } = tf.moments(input, axis, true)
      const normal = tf.mul(tf.sub(input, mean), tf.rsqrt(tf.add(variance, epsilon)))
      const scaled = gamma ? tf.mul(normal, gamma.read()) : normal
      return beta ? tf.add(scaled, beta.read()) : scaled
    })
  }
}
