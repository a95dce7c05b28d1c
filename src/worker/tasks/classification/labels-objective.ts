// Any number of some labels a row: a sigmoid and a cross-entropy for each label.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../../backend'
import type { LabelSets } from '../../text/targets'
import { evaluateLabels } from './labels-evaluation'
import type { Objective } from './objective'

export function labelsObjective(
  labels: readonly string[],
  sets: LabelSets,
  labelSmoothing: number,
): Objective {
  return {
    compute: (logits, setIds) => {
      const wanted = multiHot(setIds, sets, labels.length)
      const right = tf.equal(tf.greater(logits, 0), tf.greater(wanted, 0.5))
      return {
        accuracy: tf.mean(tf.cast(right, 'float32')),
        loss: tf.mean(labelLosses(logits, wanted, labelSmoothing)),
      }
    },
    evaluate: (input, control) => evaluateLabels({ ...input, labels, sets }, control),
    extras: (evaluation): Record<string, number> =>
      evaluation.kind === 'multi-label'
        ? {
            valMicroF1: evaluation.microF1,
            valMacroF1: evaluation.macroF1,
            valExactMatch: evaluation.exactMatch,
          }
        : {},
  }
}

/** 1 where a row has a label: [rows, labels]. */
export function multiHot(setIds: Int32Array, sets: LabelSets, labels: number): Tensor2D {
  const values = new Float32Array(setIds.length * labels)
  for (const [row, set] of setIds.entries())
    for (const label of sets[set]) values[row * labels + label] = 1
  return tf.tensor2d(values, [setIds.length, labels])
}

/**
 * Cross-entropy of each row and label, finite for any finite logits; Keras's BinaryCrossentropy with from_logits, which
 * makes 0 and 1 into smoothing / 2 and 1 - smoothing / 2.
 * @returns [batch, labels]
 */
export function labelLosses(logits: Tensor2D, wanted: Tensor2D, smoothing = 0): Tensor {
  const smoothed = smoothing === 0 ? wanted : tf.add(tf.mul(wanted, 1 - smoothing), smoothing / 2)
  return tf.sub(tf.softplus(logits), tf.mul(logits, smoothed))
}
