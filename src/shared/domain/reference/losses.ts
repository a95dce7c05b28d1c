// Losses of one answer and their gradients with respect to the logits, from where a backward pass starts.
import { softmaxInto } from './activations'

/** A loss and dL/dlogits. */
export interface LossGradient {
  readonly loss: number
  readonly gradient: Float64Array
}

/** Shares of 1: e^x over the sum of all e^x. */
export function softmax(logits: Float64Array): Float64Array {
  const shares = new Float64Array(logits.length)
  softmaxInto(logits, shares)
  return shares
}

/** The logarithm of the softmax, from the logits, so that no small share is lost. */
export function logSoftmax(logits: Float64Array): Float64Array {
  const largest = logits.reduce((most, one) => Math.max(most, one), -Infinity)
  const sum = logits.reduce((total, one) => total + Math.exp(one - largest), 0)
  return logits.map((one) => one - largest - Math.log(sum))
}

/** 1 / (1 + e^-x) */
export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit))
}

/**
 * Cross-entropy of the right class: L = -log softmax(logits)[label]; dL/dlogits = softmax(logits) - (1 at the label).
 * @param logits [classes], at least two
 */
export function crossEntropy(logits: Float64Array, label: number): LossGradient {
  const gradient = softmax(logits)
  gradient[label] -= 1
  return { loss: -logSoftmax(logits)[label], gradient }
}

/**
 * Cross-entropy of one sigmoid unit: L = log(1 + e^-x) for 1, log(1 + e^x) for 0; dL/dx = sigmoid(x) - label.
 * @param logits [1]
 */
export function binaryCrossEntropy(logits: Float64Array, label: 0 | 1): LossGradient {
  return binaryCrossEntropyOfLabels(logits, [label])
}

/**
 * The mean of the cross-entropies of several sigmoid units, each a yes or a no.
 * @param logits [labels]
 * @param labels 1 for yes, 0 for no: [labels]
 */
export function binaryCrossEntropyOfLabels(
  logits: Float64Array,
  labels: ArrayLike<number>,
): LossGradient {
  const count = logits.length
  const loss = logits.reduce((sum, logit, at) => sum + softplus(logit) - labels[at] * logit, 0)
  const gradient = logits.map((logit, at) => (sigmoid(logit) - labels[at]) / count)
  return { loss: loss / count, gradient }
}

/**
 * Squared error of a number: L = (y - target)^2; dL/dy = 2 (y - target).
 * @param outputs [1]
 */
export function squaredError([output]: Float64Array, target: number): LossGradient {
  return { loss: (output - target) ** 2, gradient: Float64Array.of(2 * (output - target)) }
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}
