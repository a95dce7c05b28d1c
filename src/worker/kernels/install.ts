// Makes the recurrent layers of a tfjs model run on the best kernels; in every other respect they stay as they were.
import type { LayersModel, Tensor, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import type { Layer } from '../model/tfjs-internals'
import { availableKernels, nativeKernels } from './available'
import { chooseKernels } from './choose'
import { runNative } from './native'
import {
  recurrenceOf,
  recurrentLayersOf,
  stateCount,
  weightsOf,
  type Recurrence,
  type RecurrentLayer,
} from './recurrence'
import type { Answer, Reading } from './sequence'
import { runOnTensorFlow } from './tensorflow'

type Run = (reading: Reading) => Answer
type CallOptions = Parameters<Layer['call']>[1]

/** Layers whose every direction takes token ids and embeddings instead of vectors. */
const idTakers = new WeakSet<Layer>()

/** Chooses for each recurrent layer of a built or loaded model; the backend has to be started. */
export function installKernels(model: LayersModel): void {
  for (const layer of model.layers) {
    const parts = recurrentLayersOf(layer)
    const installed = parts.filter(install)
    for (const part of installed) idTakers.add(part)
    if (parts.length > 0 && installed.length === parts.length) idTakers.add(layer)
  }
}

/** Whether a layer's call takes token ids with the option `embeddings`. */
export function takesTokenIds(layer: Layer): boolean {
  return idTakers.has(layer)
}

/**
 * The answer of an Embedding and the recurrent layer after it in one, looking the ids up on the way; undefined
 * when the two layers cannot be run as one.
 * @param ids [batch, time]
 */
export function applyToTokenIds(
  embedding: Layer,
  layer: Layer | undefined,
  ids: Tensor,
  training: boolean,
): Tensor | undefined {
  if (!layer || !idTakers.has(layer) || embedding.getClassName() !== 'Embedding') return undefined
  const [embeddings] = embedding.weights.map((weight) => weight.read())
  // A Bidirectional hands both on to its two layers as they are.
  const answer = layer.call(ids, { training, embeddings })
  return Array.isArray(answer) ? answer[0] : answer
}

/** False where the layer stays as tfjs made it. */
function install(layer: RecurrentLayer): boolean {
  const recurrence = recurrenceOf(layer)
  const { implementation } = chooseKernels(recurrence, availableKernels(tf.getBackend()))
  const run = implementation === 'stock' ? undefined : runnerOf(layer, recurrence, implementation)
  if (run) replaceCall(layer, recurrence, run)
  return run !== undefined
}

function runnerOf(
  layer: RecurrentLayer,
  recurrence: Recurrence,
  implementation: 'native' | 'tensorflow',
): Run | undefined {
  if (implementation === 'tensorflow') {
    return (reading) => runOnTensorFlow(recurrence, weightsOf(layer), reading)
  }
  const addon = nativeKernels()
  return addon && ((reading) => runNative(addon, recurrence, weightsOf(layer), reading))
}

function replaceCall(layer: RecurrentLayer, { cell, dropout }: Recurrence, run: Run): void {
  const stock = layer.call.bind(layer)
  layer.call = (inputs, options: CallOptions) => {
    // No model of the lab masks, but one from elsewhere may.
    if (options?.['mask']) return stock(inputs, options)
    const input = Array.isArray(inputs) ? inputs[0] : inputs
    return tf.tidy(() => {
      const embeddings = options?.['embeddings'] as Tensor2D | undefined // set by applyToTokenIds
      const initialState = (options?.['initialState'] as Tensor[] | undefined) ?? null // as RNN.call reads it
      if (initialState && initialState.length !== stateCount[cell]) {
        throw new Error(`${cell} has ${stateCount[cell]} state(s), not ${initialState.length}.`)
      }
      const drops = dropout > 0 && Boolean(options?.['training'])
      const { returnState } = layer
      const { output, state } = run({
        source: embeddings ? { ids: input, embeddings } : { input },
        inputMask: drops ? inputMask(layer, input.shape[0]) : null,
        ...{ initialState, returnState },
      })
      return returnState ? [output, ...state] : output
    })
  }
}

// The mask that tfjs's cell draws first and uses at every step.
function inputMask({ cell }: RecurrentLayer, batch: number): Tensor {
  const ones = tf.ones([batch, cell.kernel.read().shape[0]])
  return cell.dropoutFunc ? cell.dropoutFunc(ones, cell.dropout) : tf.dropout(ones, cell.dropout)
}
