// A number a row: squared or absolute error of standardised numbers.
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs'
import { lossOf, type Experiment } from '#shared/experiment/schema'
import { tf } from '../../backend'
import { numbersOf, type Scale } from '../../text/targets'
import { evaluateNumbers } from './number-evaluation'
import { numberExtras } from './number-errors'
import type { Objective } from './objective'

export type NumberLoss = 'meanSquaredError' | 'meanAbsoluteError'

export function numberObjective(experiment: Experiment, scale: Scale): Objective {
  const loss = numberLossOf(experiment)
  return {
    compute: (logits, labels) => ({
      loss: tf.mean<Scalar>(numberLosses(logits, standardised(labels, scale), loss)),
      // A number is never right, only near.
      accuracy: tf.scalar(Number.NaN),
    }),
    evaluate: (input, control) => evaluateNumbers({ ...input, scale, loss }, control),
    extras: (evaluation): Record<string, number> =>
      evaluation.kind === 'regression' ? numberExtras(evaluation) : {},
  }
}

function numberLossOf(experiment: Experiment): NumberLoss {
  return lossOf(experiment) === 'meanAbsoluteError' ? 'meanAbsoluteError' : 'meanSquaredError'
}

/** Numbers with mean 0 and deviation 1 among the training rows: [rows]. */
export function standardised(labels: Int32Array, { mean, deviation }: Scale): Float32Array {
  return numbersOf(labels).map((value) => (value - mean) / deviation)
}

/**
 * The error of each row. Call it inside a tidy.
 * @param logits [batch, 1]
 * @param wanted [batch]
 * @returns [batch]
 */
export function numberLosses(logits: Tensor2D, wanted: Float32Array, loss: NumberLoss): Tensor {
  const differences = tf.sub(tf.reshape(logits, [wanted.length]), tf.tensor1d(wanted))
  return loss === 'meanAbsoluteError' ? tf.abs(differences) : tf.square(differences)
}
