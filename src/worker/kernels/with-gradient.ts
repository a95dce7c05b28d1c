// A function of tensors with a gradient of its own, like tf.customGrad but with several answers.
import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend'

export interface Differentiable {
  readonly values: readonly Tensor[]
  /** Kept until the backward pass, which gets them in this order. */
  readonly saved: readonly Tensor[]
  /** The gradients of the inputs, in their order, for those of all values. */
  gradients(ofValues: readonly Tensor[], saved: readonly Tensor[]): Tensor[]
}

/** What tf.customGrad itself calls; only that it takes a single answer keeps it from serving here. */
interface GradientEngine {
  runKernelFunc(call: {
    readonly inputs: Readonly<Record<number, Tensor>>
    forwardFunc(backend: unknown, save: (tensors: readonly Tensor[]) => void): Tensor[]
    backwardsFunc(ofValues: Tensor | Tensor[], saved: Tensor[]): Record<number, () => Tensor>
  }): Tensor[]
}

/** Calls `run` with the inputs; tfjs calls its gradients when a value is part of what is differentiated. */
export function withGradient(
  inputs: readonly Tensor[],
  run: (inputs: readonly Tensor[]) => Differentiable,
): Tensor[] {
  const engine = tf.engine() as unknown as GradientEngine // tfjs declares the method private
  let answer: Differentiable | undefined
  return engine.runKernelFunc({
    inputs: { ...inputs },
    forwardFunc: (_backend, save) => {
      answer = run(inputs)
      save(answer.saved)
      return [...answer.values]
    },
    backwardsFunc: (ofValues, saved) => {
      const given = Array.isArray(ofValues) ? ofValues : [ofValues]
      const gradients = answer?.gradients(given, saved) ?? []
      return Object.fromEntries(gradients.map((gradient, index) => [index, () => gradient]))
    },
  })
}
