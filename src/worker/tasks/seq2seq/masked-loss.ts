// Cross-entropy and accuracy of what is to be written; padding counts in neither.
import type { Scalar, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../../backend'
import { rowLosses } from '../../training/losses'
import type { PairBatch } from './batches'

/**
 * Means over the tokens to be written. Call it inside a tidy.
 * @param logits [batch, target, vocabulary]
 */
export function maskedLoss(
  logits: Tensor3D,
  { output, mask, tokens }: Pick<PairBatch, 'output' | 'mask' | 'tokens'>,
  labelSmoothing: number,
): { readonly loss: Scalar; readonly accuracy: Scalar } {
  const [rows, length, vocabulary] = logits.shape
  const flat: Tensor2D = tf.reshape(logits, [rows * length, vocabulary])
  const wanted = tf.tensor1d(output, 'int32')
  const counts = tf.tensor1d(mask)
  const losses = rowLosses(flat, wanted, { labelSmoothing, classWeights: null })
  const isRight = tf.cast(tf.equal(tf.cast(tf.argMax(flat, 1), 'int32'), wanted), 'float32')
  const mean = (values: Tensor): Scalar =>
    tf.div<Scalar>(tf.sum(tf.mul(values, counts)), Math.max(1, tokens))
  return { loss: mean(losses), accuracy: mean(isRight) }
}
