// An encoder-decoder: the encoder's last states start the decoder, and an attention may look back at all of its outputs
// (Sutskever et al. 2014; Cho et al. 2014).
import { look, lookBackward, remember, type Look, type Memory } from './attention'
import { denseLogits, logitsBackward } from './dense'
import { embed } from './embedding'
import { inModelOrder } from './flatten'
import {
  runLayers,
  runLayersBackward,
  type InnerLayer,
  type Passage,
  type PassageGradients,
} from './layers'
import { partsOf, type Parts } from './network'
import type {
  CellGradients,
  CellState,
  DenseWeights,
  EncoderDecoderGradients,
  EncoderDecoderTrace,
  ForwardOptions,
  NetworkGradients,
  ReferenceEncoderDecoder,
  Signal,
} from './types'

/** A source that was read: what a decoder starts from. */
export interface Encoded {
  readonly ids: Int32Array
  readonly passage: Passage
  /** Null without attention. */
  readonly memory: Memory | null
}

/** Target steps, with what the way back needs. */
export interface Decoded {
  /** Up to the last recurrent layer. */
  readonly passage: Passage
  /** Null without attention. */
  readonly looked: Look | null
  /** From there to the last Dense. */
  readonly rest: Passage
  /** [target, width] */
  readonly logits: Float64Array
}

/** A trace that `backwardFrom` can go back through. */
export interface FullTrace extends EncoderDecoderTrace {
  readonly encoded: Encoded
  readonly decoded: Decoded
}

/**
 * Reads a source.
 * @param ids [source] token ids; 0 is padding
 */
export function encode(
  { encoder, attention }: ReferenceEncoderDecoder,
  ids: Int32Array,
  options: ForwardOptions = {},
): Encoded {
  const parts = partsOf(encoder)
  const passage = runLayers(layersOf(parts), embed(parts.embedding, ids, options), options)
  const outputs = inOrderOfModel(passage.signals[passage.signals.length - 1]) // [source, encoder]
  return { ids, passage, memory: attention && remember(attention, ids, outputs) }
}

/**
 * Gives a decoder target tokens from states on; tokens are silenced in the source alone.
 * @param ids [target] the start or what stands before each token that is to come
 * @param states of each recurrent layer of the decoder
 */
export function decode(
  { decoder, attention }: ReferenceEncoderDecoder,
  ids: Int32Array,
  states: readonly CellState[],
  memory: Memory | null,
  options: ForwardOptions = {},
): Decoded {
  const { embedding, before, after, last } = decoderParts(decoder)
  const passage = runLayers(before, embed(embedding, ids, {}), options, states)
  const written = passage.signals[passage.signals.length - 1] // [target, decoder]
  const looked = attention && memory ? look(attention, written, memory) : null
  const rest = runLayers(after, looked?.output ?? written, options)
  const logits = denseLogits(last, rest.signals[rest.signals.length - 1]) // [target, width]
  return { passage, looked, rest, logits }
}

/**
 * Reads a source and is told the target token by token.
 * @param sourceIds [source]
 * @param targetIds [target], the start first
 */
export function decodeAll(
  network: ReferenceEncoderDecoder,
  sourceIds: Int32Array,
  targetIds: Int32Array,
  options: ForwardOptions = {},
): FullTrace {
  const encoded = encode(network, sourceIds, options)
  const { states } = encoded.passage
  const decoded = decode(network, targetIds, states, encoded.memory, options)
  return {
    encoder: partTrace(sourceIds, encoded.passage),
    decoder: partTrace(targetIds, decoded.passage),
    attention: decoded.looked && decoded.looked.weights,
    ...{ logits: decoded.logits, rows: targetIds.length },
    ...{ width: decoderParts(network.decoder).last.units, encoded, decoded },
  }
}

/**
 * The way back from one row of logits, to every state of the decoder and, by way of its first states and the attention, of
 * the encoder.
 * @param row of `trace.logits`
 * @param logits dL/dlogits of that row: [width]
 * @param options as in the forward pass
 */
export function backwardFrom(
  network: ReferenceEncoderDecoder,
  { encoded, decoded }: FullTrace,
  row: number,
  logits: Float64Array,
  options: ForwardOptions = {},
): EncoderDecoderGradients {
  const { before, after, last } = decoderParts(network.decoder)
  const { passage, looked, rest } = decoded
  const gradient = zerosLike(rest.signals[rest.signals.length - 1]) // [target, inputs]
  gradient.set(logitsBackward(last, logits), row * last.inputs)
  const intoRest = runLayersBackward(after, rest, gradient, options).input // [target, decoder]
  const { outputs, states } = throughAttention(network, encoded, passage, looked, intoRest)
  const decoder = runLayersBackward(before, passage, states, options)
  const encoderLayers = layersOf(partsOf(network.encoder))
  // States of the encoder's layers beyond the decoder's are used by nobody.
  const finals = encoded.passage.states.map((_, index) => initialOf(decoder.recurrent[index]))
  const encoder = runLayersBackward(encoderLayers, encoded.passage, outputs, options, finals)
  return { encoder: gradientsOf(encoder), decoder: gradientsOf(decoder) }
}

// dL/d(what the decoder's last recurrent layer gave) and dL/d(what the encoder gave).
function throughAttention(
  { attention }: ReferenceEncoderDecoder,
  encoded: Encoded,
  { signals }: Passage,
  looked: Look | null,
  gradient: Float64Array,
): { readonly states: Float64Array; readonly outputs: Float64Array } {
  const last = encoded.passage.signals[encoded.passage.signals.length - 1]
  if (!attention || !looked || !encoded.memory)
    return { states: gradient, outputs: zerosLike(last) }
  const written = signals[signals.length - 1]
  const { states, outputs } = lookBackward(attention, written, encoded.memory, looked, gradient)
  return { states, outputs: inModelOrder(last, outputs) }
}

interface DecoderParts {
  readonly embedding: Parts['embedding']
  /** Up to the last recurrent layer, after which the attention stands. */
  readonly before: readonly InnerLayer[]
  readonly after: readonly InnerLayer[]
  readonly last: DenseWeights
}

function decoderParts(decoder: ReferenceEncoderDecoder['decoder']): DecoderParts {
  const { embedding, inner, last } = partsOf(decoder)
  if (!last) throw new Error('the decoder does not end with a Dense')
  const end = inner.findLastIndex(({ type }) => type === 'Recurrent') + 1
  return { embedding, before: inner.slice(0, end), after: inner.slice(end), last }
}

// An encoder's last layer may be a Dense too; it answers nothing but gives what the attention looks at.
function layersOf({ inner, last }: Parts): readonly InnerLayer[] {
  return last ? [...inner, { type: 'Dense', name: '', weights: last }] : inner
}

function inOrderOfModel(signal: Signal): Signal {
  return { ...signal, values: inModelOrder(signal, signal.values), isReversed: false }
}

function partTrace(ids: Int32Array, { signals, recurrent }: Passage) {
  return { ids, embedded: signals[0].values, recurrent }
}

function gradientsOf({ input, recurrent }: PassageGradients): NetworkGradients {
  return { embedded: input, hidden: recurrent.map(({ hidden }) => hidden) }
}

function initialOf(gradients: CellGradients | undefined): CellState | null {
  return gradients ? { hidden: gradients.initialHidden, cell: gradients.initialCell } : null
}

function zerosLike({ values }: Signal): Float64Array {
  return new Float64Array(values.length)
}
