// Runs one recurrent layer from a given state and gives its last one: for generation, decoders and truncated windows.
import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { takesTokenIds } from './install'
import type { RecurrentLayer } from './recurrence'
import type { Answer, Source } from './sequence'

export interface FromState {
  /** h, and c for LSTM: [batch, units] each. Zeros when not given. */
  readonly initialState?: readonly Tensor[]
  /** Whether dropout is on; false when not given. */
  readonly training?: boolean
}

/**
 * The layer's output for `source` and its state after the last step, differentiable by weights, source and
 * initial state. Runs on whatever the layer runs on, and keeps nothing unless gradients are being computed.
 * Call it inside a tidy. Throws when `initialState` does not fit the layer.
 */
export function runFromState(layer: RecurrentLayer, source: Source, from: FromState = {}): Answer {
  const { initialState, training = false } = from
  const { input, embeddings } = inputOf(layer, source)
  const before = layer.returnState
  layer.returnState = true
  try {
    const options = {
      training,
      embeddings,
      ...(initialState && { initialState: [...initialState] }),
    }
    const [output, ...state] = layer.call(input, options) as Tensor[] // as many as there are states, one more
    return { output, state }
  } finally {
    layer.returnState = before
  }
}

function inputOf(layer: RecurrentLayer, source: Source) {
  if ('input' in source) return { input: source.input }
  const { ids, embeddings } = source
  if (takesTokenIds(layer)) return { input: ids, embeddings }
  return { input: tf.gather<Tensor>(embeddings, tf.cast(ids, 'int32')) }
}
