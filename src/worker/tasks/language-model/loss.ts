// Cross-entropy of the next token and the share of right ones, fast for large vocabularies.
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../../backend'
import { runOp } from '../../kernels/tensorflow-ops'

/** What each place of a batch has to be followed by. */
export interface Targets {
  /** [places], int32 */
  readonly ids: Tensor1D
  /** [places], 1 where a place counts, else 0; null where all do. */
  readonly weights: Tensor1D | null
  /** How many places count. */
  readonly counted: number
}

/**
 * Mean over the places that count, in nats; Keras's SparseCategoricalCrossentropy(from_logits=True). Its gradient comes out
 * of the same pass over the logits. Call it inside a tidy.
 * @param logits [places, vocabulary]
 */
export function meanCrossEntropy(logits: Tensor2D, targets: Targets): Scalar {
  const mean = tf.customGrad((...parameters) => {
    const [values, save] = parameters as [Tensor, (tensors: Tensor[]) => void] // tfjs types both as Tensor
    const { losses, gradient } = crossEntropy(values as Tensor2D, targets.ids) // its shape is the argument's
    const share = shareOf(targets)
    save([gradient, share])
    return {
      value: tf.sum(tf.mul(losses, share)),
      gradFunc: (ofMean: Tensor, [ofLogits, ofPlace]: Tensor[]) =>
        tf.mul(ofLogits, tf.expandDims(tf.mul(ofPlace, ofMean), 1)),
    }
  })
  return mean(logits) as Scalar // a sum over all places
}

/** How much each place is of the mean: [places], or [1] where all are alike. */
function shareOf({ weights, counted, ids }: Targets): Tensor {
  const one = 1 / Math.max(1, counted)
  return weights ? tf.mul(weights, one) : tf.fill([ids.size], one)
}

/** Each place's loss, [places], and its gradient by the logits, [places, vocabulary]. */
function crossEntropy(logits: Tensor2D, ids: Tensor1D): { losses: Tensor; gradient: Tensor } {
  if (tf.getBackend() === 'tensorflow') {
    const types = { Tlabels: { type: 'int32' } } as const
    const [losses, gradient] = runOp('SparseSoftmaxCrossEntropyWithLogits', [logits, ids], 2, types)
    return { losses, gradient }
  }
  const logProbabilities = tf.logSoftmax(logits)
  const wanted = tf.oneHot(ids, logits.shape[1])
  const losses = tf.neg(tf.sum(tf.mul(logProbabilities, wanted), 1))
  return { losses, gradient: tf.sub(tf.exp(logProbabilities), wanted) }
}

/**
 * Share of the places that count whose most probable id is the target. Call it inside a tidy.
 * @param logits [places, vocabulary]
 */
export function accuracyOf(logits: Tensor2D, { ids, weights, counted }: Targets): Scalar {
  const right = tf.cast(tf.equal(tf.cast(tf.argMax(logits, 1), 'int32'), ids), 'float32')
  const kept = weights ? tf.mul(right, weights) : right
  return tf.div<Scalar>(tf.sum(kept), Math.max(1, counted))
}
