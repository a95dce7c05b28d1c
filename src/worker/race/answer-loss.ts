// The loss of one answer, with its gradient with respect to the logits.
import {
  binaryCrossEntropyOfLabels,
  crossEntropy,
  squaredError,
  type LossGradient,
} from '#shared/domain/reference/losses'
import type { ValidationExample } from '../tasks/task'

/**
 * The task's loss of one answer, without smoothing and weights.
 * @param logits [width]: one by sigmoid for two classes, a class each, a label each, or the number
 */
export function answerLoss(
  logits: Float64Array,
  answer: ValidationExample['answer'],
): LossGradient {
  switch (answer.kind) {
    case 'class':
      return logits.length === 1
        ? binaryCrossEntropyOfLabels(logits, [answer.id])
        : crossEntropy(logits, answer.id)
    case 'labels':
      return binaryCrossEntropyOfLabels(
        logits,
        Array.from(logits, (_logit, id) => (answer.ids.includes(id) ? 1 : 0)),
      )
    case 'number':
      return squaredError(logits, answer.value)
  }
}
