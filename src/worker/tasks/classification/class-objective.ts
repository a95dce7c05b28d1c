// One class a row: cross-entropy, and the share of rows whose most probable class is theirs.
import { tf } from '../../backend'
import { accuracyOfLogits, rowLosses } from '../../training/losses'
import { evaluateClasses } from './class-evaluation'
import type { Objective, ObjectiveInput } from './objective'

export function classObjective({ experiment, labels, classWeights }: ObjectiveInput): Objective {
  const { labelSmoothing } = experiment.training
  return {
    compute: (logits, classIds) => {
      const wanted = tf.tensor1d(classIds, 'int32')
      const accuracy = accuracyOfLogits(logits, wanted)
      const losses = rowLosses(logits, wanted, { labelSmoothing, classWeights }) // [batch]
      return { loss: tf.mean(losses), accuracy }
    },
    evaluate: (input, control) => evaluateClasses({ ...input, labels }, control),
    extras: () => ({}),
  }
}
