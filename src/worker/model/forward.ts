// Runs a model up to the numbers before its last activation, from which losses are stable and probabilities follow.
import type { LayersModel, Tensor, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { applyToTokenIds } from '../kernels/install'

/**
 * Logits of a batch: what the last Dense gives before its sigmoid or softmax. Call it inside a tidy.
 * @param ids [batch, time] token ids, int32
 * @returns [batch, 1] or [batch, classes]
 */
export function logitsOf(model: LayersModel, ids: Tensor, training: boolean): Tensor2D {
  const { layers } = model
  const last = layers.length - 1
  const fused = applyToTokenIds(layers[0], layers[1], ids, training)
  let output: Tensor = fused ?? ids
  for (const layer of layers.slice(fused ? 2 : 0, last)) {
    output = layer.apply(output, { training }) as Tensor // one tensor in, one tensor out, none symbolic
  }
  const [kernel, bias] = layers[last].weights.map((weight) => weight.read())
  const product: Tensor2D = tf.matMul(output as Tensor2D, kernel as Tensor2D) // findModelProblems saw to the ranks
  return bias ? tf.add<Tensor2D>(product, bias) : product
}

/**
 * Class probabilities of logits: softmax, or 1 - p and p for a single sigmoid unit. Call it inside a tidy.
 * @returns [batch, classes]
 */
export function probabilitiesOf(logits: Tensor2D): Tensor2D {
  if (logits.shape[1] > 1) return tf.softmax(logits)
  return tf.concat([tf.sigmoid(tf.neg(logits)), tf.sigmoid(logits)], 1)
}
