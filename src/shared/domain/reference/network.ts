// A whole network, from token ids to logits and from the loss of one row of logits back to every state.
import { denseLogits, logitsBackward } from './dense'
import { embed } from './embedding'
import { inModelOrder } from './flatten'
import { runLayers, runLayersBackward, type InnerLayer, type Passage } from './layers'
import type {
  BackOptions,
  DenseWeights,
  ForwardOptions,
  NetworkGradients,
  NetworkTrace,
  ReferenceLayer,
  ReferenceNetwork,
} from './types'

/** A network by the parts that are run in different ways: a table, the layers between, and the Dense that answers. */
export interface Parts {
  readonly embedding: Extract<ReferenceLayer, { type: 'Embedding' }>
  readonly inner: readonly InnerLayer[]
  /** Null of an encoder, which answers nothing. */
  readonly last: DenseWeights | null
}

/** Throws where the layers do not begin with an Embedding, which no model of the lab does. */
export function partsOf({ layers }: ReferenceNetwork): Parts {
  const [embedding, ...rest] = layers
  if (embedding.type !== 'Embedding') throw new Error('the first layer is not an Embedding')
  const inner = rest.filter((layer) => layer.type !== 'Embedding')
  if (inner.length < rest.length) throw new Error('an Embedding is not the first layer')
  const last = inner.at(-1)
  return last?.type === 'Dense'
    ? { embedding, inner: inner.slice(0, -1), last: last.weights }
    : { embedding, inner, last: null }
}

/**
 * The forward pass of one text. The network ends with a Dense; it throws otherwise.
 * @param ids [time] token ids, padding included
 */
export function forward(
  network: ReferenceNetwork,
  ids: Int32Array,
  options: ForwardOptions = {},
): NetworkTrace {
  const { embedding, inner, last } = answering(network)
  const embedded = embed(embedding, ids, options) // [time, width]
  const { signals, recurrent } = runLayers(inner, embedded, options)
  const before = signals[signals.length - 1] // [rows, inputs]
  const logits = inModelOrder({ ...before, width: last.units }, denseLogits(last, before))
  return {
    ...{ ids, embedded: embedded.values, recurrent, signals, logits },
    ...{ rows: before.rows, width: last.units },
  }
}

/**
 * The backward pass from one row of logits.
 * @param trace of the same network
 * @param row of `trace.logits`
 * @param logits dL/dlogits of that row: [width]
 * @param options as in the forward pass, and how far back
 */
export function backward(
  network: ReferenceNetwork,
  trace: NetworkTrace,
  row: number,
  logits: Float64Array,
  options: BackOptions = {},
): NetworkGradients {
  const { inner, last } = answering(network)
  const { signals, recurrent } = trace
  const before = signals[signals.length - 1]
  const gradient = new Float64Array(before.values.length) // [rows, inputs]: zeros but for one row
  const at = before.isReversed ? before.rows - 1 - row : row
  gradient.set(logitsBackward(last, logits), at * last.inputs)
  const passage: Passage = { signals, recurrent, states: [] }
  const back = runLayersBackward(inner, passage, gradient, options)
  return { embedded: back.input, hidden: back.recurrent.map(({ hidden }) => hidden) }
}

function answering(network: ReferenceNetwork): Parts & { readonly last: DenseWeights } {
  const { last, ...parts } = partsOf(network)
  if (!last) throw new Error('the network does not end with a Dense')
  return { ...parts, last }
}
