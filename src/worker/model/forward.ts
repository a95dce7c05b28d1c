// Runs a model up to the numbers before its last activation, from which losses are stable and probabilities follow.
import type { LayersModel, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { applyToTokenIds } from '../kernels/install'
import { wrappedLayer, type Layer } from './tfjs-internals'

/**
 * Logits of a batch: what the last Dense gives before its sigmoid or softmax. Call it inside a tidy.
 * @param ids [batch, time] token ids, int32
 * @returns [batch, 1] or [batch, classes]
 */
export function logitsOf(model: LayersModel, ids: Tensor, training: boolean): Tensor2D {
  const output = beforeLast(model, ids, training)
  return denseLogits(lastOf(model), output as Tensor2D) // findProblems saw to the ranks
}

/**
 * Logits at every step, of a model that ends with TimeDistributed(Dense). Call it inside a tidy.
 * @param ids [batch, time] token ids, int32
 * @returns [batch, time, classes]
 */
export function sequenceLogitsOf(model: LayersModel, ids: Tensor, training: boolean): Tensor3D {
  const output = beforeLast(model, ids, training)
  const [batch, time, width] = output.shape
  const logits = denseLogits(lastOf(model), tf.reshape(output, [batch * time, width]))
  return tf.reshape(logits, [batch, time, logits.shape[1]])
}

/** What a Dense layer, or one that TimeDistributed wraps, gives before its activation: [rows, width] to [rows, units]. */
export function denseLogits(layer: Layer, input: Tensor2D): Tensor2D {
  const dense = layer.getClassName() === 'TimeDistributed' ? wrappedLayer(layer) : layer
  const [kernel, bias] = dense.weights.map((weight) => weight.read())
  const product: Tensor2D = tf.matMul(input, kernel as Tensor2D)
  return bias ? tf.add<Tensor2D>(product, bias) : product
}

function lastOf({ layers }: LayersModel): Layer {
  return layers[layers.length - 1]
}

function beforeLast(model: LayersModel, ids: Tensor, training: boolean): Tensor {
  const { layers } = model
  const fused = applyToTokenIds(layers[0], layers[1], ids, training)
  let output: Tensor = fused ?? ids
  for (const layer of layers.slice(fused ? 2 : 0, -1)) {
    output = layer.apply(output, { training }) as Tensor // one tensor in, one tensor out, none symbolic
  }
  return output
}

/**
 * Class probabilities of logits: softmax, or 1 - p and p for a single sigmoid unit. Call it inside a tidy.
 * @returns [batch, classes]
 */
export function probabilitiesOf(logits: Tensor2D): Tensor2D {
  if (logits.shape[1] > 1) return tf.softmax(logits)
  return tf.concat([tf.sigmoid(tf.neg(logits)), tf.sigmoid(logits)], 1)
}
