// Cross-entropy and accuracy from logits; the same numbers as Keras with from_logits=True.
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../backend'

/** What the training loss does beyond cross-entropy. */
export interface LossOptions {
  /** The share of probability that goes to all classes alike, 0 to less than 1. */
  readonly labelSmoothing: number
  /** How much a row counts, by its class id; null: each row counts 1. */
  readonly classWeights: Float32Array | null
}

const plain: LossOptions = { labelSmoothing: 0, classWeights: null }

/**
 * Cross-entropy of each row, times the weight of its class, which is finite for any finite logits. The loss is its mean
 * over the rows, not over the weights, as Keras divides. Call it inside a tidy.
 * @param logits [batch, 1] for two classes by sigmoid, else [batch, classes]
 * @param labels [batch] class ids, int32
 * @returns [batch]
 */
export function rowLosses(logits: Tensor2D, labels: Tensor, options = plain): Tensor {
  const losses = crossEntropies(logits, labels, options.labelSmoothing)
  if (!options.classWeights) return losses
  return tf.mul(losses, tf.gather(tf.tensor1d(options.classWeights), labels))
}

// With a smoothing of s, a label of 0 becomes s / classes and one of 1 becomes 1 - s + s / classes.
function crossEntropies(logits: Tensor2D, labels: Tensor, smoothing: number): Tensor {
  const [rows, classes] = logits.shape
  if (classes === 1) {
    const z = tf.reshape(logits, [rows])
    return tf.sub(tf.softplus(z), tf.mul(z, smoothed(tf.cast(labels, 'float32'), smoothing, 2)))
  }
  const wanted = smoothed(tf.oneHot(tf.cast(labels, 'int32'), classes), smoothing, classes)
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), wanted), 1))
}

function smoothed(wanted: Tensor, smoothing: number, classes: number): Tensor {
  if (smoothing === 0) return wanted
  return tf.add(tf.mul(wanted, 1 - smoothing), smoothing / classes)
}

/** Share of rows whose most probable class is their label. Call it inside a tidy. */
export function accuracyOfLogits(logits: Tensor2D, labels: Tensor): Scalar {
  const [rows, classes] = logits.shape
  const predicted =
    classes === 1
      ? tf.cast(tf.greater(tf.reshape(logits, [rows]), 0), 'int32')
      : tf.cast(tf.argMax(logits, 1), 'int32')
  return tf.mean(tf.cast(tf.equal(predicted, labels), 'float32'))
}
