// Cross-entropy and accuracy from logits; the same numbers as Keras with from_logits=True.
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../backend'

/**
 * Cross-entropy of each row, which is finite for any finite logits. Call it inside a tidy.
 * @param logits [batch, 1] for two classes by sigmoid, else [batch, classes]
 * @param labels [batch] class ids, int32
 * @returns [batch]
 */
export function rowLosses(logits: Tensor2D, labels: Tensor): Tensor {
  const [rows, classes] = logits.shape
  if (classes === 1) {
    const z = tf.reshape(logits, [rows])
    return tf.sub(tf.softplus(z), tf.mul(z, tf.cast(labels, 'float32')))
  }
  const wanted = tf.oneHot(tf.cast(labels, 'int32'), classes)
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), wanted), 1))
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
