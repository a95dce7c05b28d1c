// Writing token by token: the state after a token in, the logits of the next one and the new state out.
import type { Memory } from './attention'
import { denseLogits } from './dense'
import { embed } from './embedding'
import { decode, encode } from './encoder-decoder'
import { runLayers } from './layers'
import { partsOf } from './network'
import type { CellState, ForwardOptions, ReferenceEncoderDecoder, ReferenceNetwork } from './types'

/** Where writing stands. Nothing in it changes: `next` gives a new one. */
export interface WritingState {
  /** Of each recurrent layer; null before the first token: zeros. */
  readonly states: readonly CellState[] | null
  /** What a decoder's attention looks at; null without one. */
  readonly memory: Memory | null
  /** Tokens so far, by which silenced ones are counted. */
  readonly position: number
}

/** A token later. */
export interface NextToken {
  /** [width] of the token to come, before the softmax */
  readonly logits: Float64Array
  readonly state: WritingState
  /** What the attention looked at: [source]; null without one. */
  readonly attention: Float64Array | null
}

/** Before a language model's first token. */
export const start: WritingState = { states: null, memory: null, position: 0 }

/** Before a decoder's first token: it has read the source. */
export function startDecoding(
  network: ReferenceEncoderDecoder,
  sourceIds: Int32Array,
  options: ForwardOptions = {},
): WritingState {
  const { passage, memory } = encode(network, sourceIds, options)
  return { states: passage.states, memory, position: 0 }
}

/** One token further with a language model. */
export function next(
  network: ReferenceNetwork,
  { states, memory, position }: WritingState,
  id: number,
  options: ForwardOptions = {},
): NextToken {
  const { embedding, inner, last } = partsOf(network)
  if (!last) throw new Error('the network does not end with a Dense')
  const input = embed(embedding, Int32Array.of(id), options, position) // [1, width]
  const passage = runLayers(inner, input, options, states)
  const logits = denseLogits(last, passage.signals[passage.signals.length - 1]) // [1, vocabulary]
  const state = { states: passage.states, memory, position: position + 1 }
  return { logits, state, attention: null }
}

/** One token further with a decoder. */
export function decodeStep(
  network: ReferenceEncoderDecoder,
  { states, memory, position }: WritingState,
  id: number,
  options: ForwardOptions = {},
): NextToken {
  const decoded = decode(network, Int32Array.of(id), states ?? [], memory, options)
  return {
    logits: decoded.logits, // [vocabulary]
    state: { states: decoded.passage.states, memory, position: position + 1 },
    attention: decoded.looked && decoded.looked.weights, // [source]
  }
}
