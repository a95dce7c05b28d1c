// The recurrent layers by the lab's own kernels, differentiable like any tfjs operation.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import type { KernelAddon, SequenceCall, SequenceGradients, SequenceResult } from './addon'
import type { Recurrence, RecurrentWeights } from './recurrence'
import { withGradient } from './with-gradient'

/** What the layer reads: vectors, or token ids with the embeddings that turn them into vectors. */
export type Source =
  { readonly input: Tensor } | { readonly ids: Tensor; readonly embeddings: Tensor2D }

type Call = Omit<SequenceCall, 'kernel' | 'recurrentKernel' | 'bias' | 'input' | 'embeddings'>

/**
 * The layer's answer. Call it inside a tidy.
 * @param source input [batch, time, inputs], or ids [batch, time] and embeddings [vocabulary, inputs]
 * @param inputMask [batch, inputs], multiplies the input at every step; null for none
 * @returns [batch, units], or [batch, time, units] with returnSequences
 */
export function runNative(
  addon: KernelAddon,
  recurrence: Recurrence,
  { kernel, recurrentKernel, bias }: RecurrentWeights,
  source: Source,
  inputMask: Tensor | null,
): Tensor {
  const call = describe(recurrence, kernel, source, inputMask)
  const read = 'ids' in source ? source.embeddings : source.input
  const differentiable = [read, kernel, recurrentKernel, ...(bias ? [bias] : [])]
  const shape = outputShape(call)
  if (!call.keep) return tf.tensor(forward(addon, call, differentiable).output, shape)
  return withGradient(differentiable, (tensors) => {
    const { output, handle } = forward(addon, call, tensors)
    const gradient = (ofValue: Tensor) => {
      if (!handle) throw new Error('the kernels kept nothing for the backward pass')
      const given = { output: ofValue.dataSync<'float32'>() }
      return inOrder(addon.backward(handle, given), tensors)
    }
    return { value: tf.tensor(output, shape), saved: [], gradient }
  })
}

function describe(
  { cell, units, goBackwards, returnSequences }: Recurrence,
  kernel: Tensor2D,
  source: Source,
  inputMask: Tensor | null,
): Call {
  const [batch, time] = ('ids' in source ? source.ids : source.input).shape
  return {
    ...{ cell, batch, time, inputs: kernel.shape[0], units, goBackwards, returnSequences },
    ...('ids' in source && { ids: tf.cast(source.ids, 'int32').dataSync<'int32'>() }),
    ...(inputMask && { inputMask: inputMask.dataSync<'float32'>() }),
    // Only a gradient needs what the steps computed.
    keep: tf.engine().state.gradientDepth > 0,
  }
}

function outputShape({ batch, time, units, returnSequences }: Call): number[] {
  return returnSequences ? [batch, time, units] : [batch, units]
}

function forward(addon: KernelAddon, call: Call, tensors: readonly Tensor[]): SequenceResult {
  const [read, kernel, recurrentKernel, bias] = tensors.map((tensor) =>
    tensor.dataSync<'float32'>(),
  )
  const source = call.ids ? { embeddings: read } : { input: read }
  return addon.forward({ ...call, ...source, kernel, recurrentKernel, bias: bias ?? null })
}

function inOrder(gradients: SequenceGradients, tensors: readonly Tensor[]): Tensor[] {
  const { input, embeddings, kernel, recurrentKernel, bias } = gradients
  const values = [embeddings ?? input, kernel, recurrentKernel, bias]
  return tensors.map((tensor, index) => {
    const value = values[index]
    if (!value) throw new Error('the kernels gave no gradient where one is needed')
    return tf.tensor(value, tensor.shape)
  })
}
