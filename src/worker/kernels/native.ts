// The recurrent layers by the lab's own kernels, differentiable like any tfjs operation.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import type { KernelAddon, SequenceCall, SequenceGradients, SequenceResult } from './addon'
import type { Recurrence, RecurrentWeights } from './recurrence'
import type { Answer, Reading } from './sequence'
import { withGradient } from './with-gradient'

/** The call without what may be differentiated. */
type Call = Omit<
  SequenceCall,
  'kernel' | 'recurrentKernel' | 'bias' | 'input' | 'embeddings' | 'initialState'
>

/** What may be differentiated. */
interface Differentiated<Value> {
  /** The input, or the embeddings. */
  readonly read: Value
  readonly kernel: Value
  readonly recurrentKernel: Value
  readonly bias: Value | null
  readonly initialState: readonly Value[]
}

/** The layer's answer. Call it inside a tidy. Keeps nothing unless gradients are being computed. */
export function runNative(
  addon: KernelAddon,
  recurrence: Recurrence,
  weights: RecurrentWeights,
  reading: Reading,
): Answer {
  const call = describe(recurrence, weights.kernel, reading)
  const { source, returnState } = reading
  const read = 'ids' in source ? source.embeddings : source.input
  const given = { read, ...weights, initialState: reading.initialState ?? [] }
  if (!call.keep) return answerOf(call, forward(addon, call, given), returnState)
  const tensors = listed(given)
  const [output, ...state] = withGradient(tensors, () => {
    const result = forward(addon, call, given)
    const answer = answerOf(call, result, returnState)
    const gradients = (ofValues: readonly Tensor[]) => {
      if (!result.handle) throw new Error('the kernels kept nothing for the backward pass')
      const [ofOutput, ...ofState] = ofValues.map((tensor) => tensor.dataSync<'float32'>())
      const values = addon.backward(result.handle, { output: ofOutput, state: ofState })
      return inOrder(values, tensors)
    }
    return { values: [answer.output, ...answer.state], saved: [], gradients }
  })
  return { output, state }
}

function describe(
  { cell, units, goBackwards, returnSequences }: Recurrence,
  kernel: Tensor2D,
  { source, inputMask }: Reading,
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

function answerOf(call: Call, { output, state }: SequenceResult, returnState: boolean): Answer {
  const { batch, time, units, returnSequences } = call
  const shape = returnSequences ? [batch, time, units] : [batch, units]
  const states = returnState ? state : []
  return {
    output: tf.tensor(output, shape),
    state: states.map((values) => tf.tensor(values, [batch, units])),
  }
}

/** In the order in which gradients are given back. */
function listed({ read, kernel, recurrentKernel, bias, initialState }: Differentiated<Tensor>) {
  return [read, kernel, recurrentKernel, ...(bias ? [bias] : []), ...initialState]
}

function forward(
  addon: KernelAddon,
  call: Call,
  { read, kernel, recurrentKernel, bias, initialState }: Differentiated<Tensor>,
): SequenceResult {
  const numbers = (tensor: Tensor) => tensor.dataSync<'float32'>()
  return addon.forward({
    ...call,
    ...(call.ids ? { embeddings: numbers(read) } : { input: numbers(read) }),
    ...{ kernel: numbers(kernel), recurrentKernel: numbers(recurrentKernel) },
    bias: bias && numbers(bias),
    ...(initialState.length > 0 && { initialState: initialState.map(numbers) }),
  })
}

function inOrder(gradients: SequenceGradients, tensors: readonly Tensor[]): Tensor[] {
  const { input, embeddings, kernel, recurrentKernel, bias, initialState } = gradients
  const values = [embeddings ?? input, kernel, recurrentKernel, bias, ...(initialState ?? [])]
  const given = values.filter((value) => value !== null)
  return tensors.map((tensor, index) => tf.tensor(given[index], tensor.shape))
}
