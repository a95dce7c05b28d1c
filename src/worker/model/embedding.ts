// The embedding lookup with a gradient that costs what the batch costs, not what the vocabulary costs.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import type { Layer } from './tfjs-internals'

/**
 * tfjs's JavaScript backend walks all segments, 10,000 or more, for the gradient of a gather; a plain loop over the
 * batch is a hundred times faster there, no slower beside native TensorFlow, and adds in the same order every time.
 */
export function addGradientsByRow(layer: Layer): void {
  layer.call = (inputs) => {
    const ids = Array.isArray(inputs) ? inputs[0] : inputs // [batch, time]
    return tf.tidy(() => {
      const table = layer.weights[0].read() as Tensor2D // an Embedding's one weight: [vocabulary, units]
      return lookUp(table, tf.cast(ids, 'int32'))
    })
  }
}

type Save = (tensors: Tensor[]) => void

function lookUp(table: Tensor2D, ids: Tensor): Tensor {
  const [vocabulary, units] = table.shape
  const lookup = tf.customGrad((...parameters) => {
    const [embeddings, save] = parameters as [Tensor, Save] // tfjs types both as Tensor
    save([ids])
    const rows = tf.gather(embeddings, tf.reshape(ids, [ids.size]))
    return {
      value: tf.reshape(rows, [...ids.shape, units]), // [batch, time, units]
      gradFunc: (gradient: Tensor, [savedIds]: Tensor[]) => {
        const sums = sumByRow(savedIds.dataSync(), gradient.dataSync(), vocabulary, units)
        return tf.tensor2d(sums, [vocabulary, units])
      },
    }
  })
  return lookup(table)
}

/** Row i of the answer is the sum of the gradients of all places that hold id i. */
function sumByRow(
  ids: ArrayLike<number>,
  gradient: ArrayLike<number>,
  vocabulary: number,
  units: number,
): Float32Array {
  const sums = new Float32Array(vocabulary * units)
  for (let place = 0; place < ids.length; place++) {
    const row = ids[place] * units
    const from = place * units
    for (let unit = 0; unit < units; unit++) sums[row + unit] += gradient[from + unit]
  }
  return sums
}
