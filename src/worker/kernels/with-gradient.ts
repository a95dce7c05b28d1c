// A function of tensors with a gradient of its own: tf.customGrad with types that say what goes in and comes out.
import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend'

export interface Differentiable {
  readonly value: Tensor
  /** Kept until the backward pass, which gets them in this order. */
  readonly saved: readonly Tensor[]
  /** The gradients of the inputs, in their order. */
  gradient(ofValue: Tensor, saved: readonly Tensor[]): Tensor[]
}

type Save = (tensors: Tensor[]) => void

/** Calls `run` with the inputs; tfjs calls its gradient when the value is part of what is differentiated. */
export function withGradient(
  inputs: readonly Tensor[],
  run: (inputs: readonly Tensor[]) => Differentiable,
): Tensor {
  const call = tf.customGrad((...parameters) => {
    const tensors = parameters.slice(0, -1) as Tensor[] // the last one is tfjs's function that saves
    const save = parameters[inputs.length] as Save
    const { value, saved, gradient } = run(tensors)
    save([...saved])
    return { value, gradFunc: gradient }
  })
  return call(...inputs)
}
