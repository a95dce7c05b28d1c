// Makes the recurrent layers of a tfjs model run on the best kernels; in every other respect they stay as they were.
import type { LayersModel, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import type { Layer } from '../model/tfjs-internals'
import { availableKernels, nativeKernels } from './available'
import { chooseKernels } from './choose'
import { runNative, type Source } from './native'
import {
  recurrenceOf,
  recurrentLayersOf,
  weightsOf,
  type Recurrence,
  type RecurrentLayer,
} from './recurrence'
import { runOnTensorFlow } from './tensorflow'

type Run = (source: Source, inputMask: Tensor | null) => Tensor
type CallOptions = Parameters<Layer['call']>[1]

/** Layers whose every direction takes token ids and embeddings instead of vectors. */
const idTakers = new WeakSet<Layer>()

/** Chooses for each recurrent layer of a built or loaded model; the backend has to be started. */
export function installKernels(model: LayersModel): void {
  for (const layer of model.layers) {
    const installed = recurrentLayersOf(layer).map(install)
    if (installed.length > 0 && installed.every((kind) => kind === 'native')) idTakers.add(layer)
  }
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
  return layer.call(ids, { training, embeddings }) as Tensor // one tensor: no states are given back
}

function install(layer: RecurrentLayer) {
  const recurrence = recurrenceOf(layer)
  const { implementation } = chooseKernels(recurrence, availableKernels(tf.getBackend()))
  const run = implementation === 'stock' ? undefined : runnerOf(layer, recurrence, implementation)
  if (run) replaceCall(layer, recurrence, run)
  return implementation
}

function runnerOf(
  layer: RecurrentLayer,
  recurrence: Recurrence,
  implementation: 'native' | 'tensorflow',
): Run | undefined {
  if (implementation === 'tensorflow') {
    return (source, mask) => {
      if ('ids' in source) throw new Error('TensorFlow has no operation that takes token ids')
      return runOnTensorFlow(recurrence, weightsOf(layer), source.input as Tensor3D, mask)
    }
  }
  const addon = nativeKernels()
  return addon && ((source, mask) => runNative(addon, recurrence, weightsOf(layer), source, mask))
}

function replaceCall(layer: RecurrentLayer, { dropout }: Recurrence, run: Run): void {
  const stock = layer.call.bind(layer)
  layer.call = (inputs, options: CallOptions) => {
    // No model of the lab masks or hands over a state, but one from elsewhere may.
    if (options?.['mask'] || options?.['initialState']) return stock(inputs, options)
    const input = Array.isArray(inputs) ? inputs[0] : inputs
    return tf.tidy(() => {
      const embeddings = options?.['embeddings'] as Tensor2D | undefined // set by applyToTokenIds
      const source = embeddings ? { ids: input, embeddings } : { input }
      const drops = dropout > 0 && Boolean(options?.['training'])
      return run(source, drops ? inputMask(layer, input.shape[0]) : null)
    })
  }
}

// The mask that tfjs's cell draws first and uses at every step.
function inputMask({ cell }: RecurrentLayer, batch: number): Tensor {
  const ones = tf.ones([batch, cell.kernel.read().shape[0]])
  return cell.dropoutFunc ? cell.dropoutFunc(ones, cell.dropout) : tf.dropout(ones, cell.dropout)
}
