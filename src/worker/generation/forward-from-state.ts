// Runs a network that answers at every step from a given state to the state after its last token.
import type { LayersModel, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { takesTokenIds } from '../kernels/install'
import {
  recurrenceOf,
  recurrentLayersOf,
  stateCount,
  type RecurrentLayer,
} from '../kernels/recurrence'
import { runFromState } from '../kernels/run-from-state'
import { denseLogits } from '../model/forward'
import type { Layer } from '../model/tfjs-internals'

/** One entry for each recurrent layer, in their order: h, and c for LSTM, [batch, units] each. */
export type NetworkState = readonly (readonly Tensor[])[]

/** The state before any token: zeros. The caller disposes it, or calls this inside a tidy. */
export function zeroState(model: LayersModel, batch: number): NetworkState {
  return model.layers.filter(isRecurrent).map((layer) => {
    const { cell, units } = recurrenceOf(layer)
    return Array.from({ length: stateCount[cell] }, () => tf.zeros([batch, units]))
  })
}

/**
 * What the last layer reads at every step, and the state after the last one. Differentiable; call it inside a tidy.
 * The model begins with an Embedding; its recurrent layers return sequences and read forwards.
 * @param ids [batch, time] token ids, int32
 * @param state null: zeros
 * @returns features: [batch, time, width]
 */
export function featuresFromState(
  model: LayersModel,
  ids: Tensor,
  state: NetworkState | null,
  training: boolean,
): { readonly features: Tensor3D; readonly state: NetworkState } {
  const [embedding, ...rest] = model.layers.slice(0, -1)
  const after: (readonly Tensor[])[] = []
  const run = (layer: RecurrentLayer, source: Parameters<typeof runFromState>[1]): Tensor => {
    const answer = runFromState(layer, source, { initialState: state?.[after.length], training })
    after.push(answer.state)
    return answer.output
  }
  // A recurrent layer that can looks the ids up itself, which is one pass less over the data.
  const [first] = rest
  const isFused = first !== undefined && isRecurrent(first) && takesTokenIds(first)
  let output: Tensor = isFused
    ? run(first, { ids, embeddings: embeddingsOf(embedding) })
    : (embedding.apply(ids, { training }) as Tensor) // one tensor in, one tensor out, none symbolic
  for (const layer of rest.slice(isFused ? 1 : 0)) {
    output = isRecurrent(layer)
      ? run(layer, { input: output })
      : (layer.apply(output, { training }) as Tensor) // as above
  }
  return { features: output as Tensor3D, state: after } // every layer returns sequences
}

/**
 * The logits at every step, before the softmax, and the state after the last one. Differentiable; call it inside a tidy.
 * @param ids [batch, time] token ids, int32
 * @param state null: zeros
 * @param tied the last TimeDistributed(Dense) uses the embeddings, transposed, in place of its own kernel
 * @returns logits: [batch, time, vocabulary]
 */
export function logitsFromState(
  model: LayersModel,
  ids: Tensor,
  state: NetworkState | null,
  training: boolean,
  tied: boolean,
): { readonly logits: Tensor3D; readonly state: NetworkState } {
  const { features, state: after } = featuresFromState(model, ids, state, training)
  const [batch, time, width] = features.shape
  const logits = outputLogits(model, tf.reshape(features, [batch * time, width]), tied)
  return { logits: tf.reshape(logits, [batch, time, logits.shape[1]]), state: after }
}

/** Logits of what the last layer reads: [rows, width] to [rows, vocabulary]. Call it inside a tidy. */
export function outputLogits(model: LayersModel, features: Tensor2D, tied: boolean): Tensor2D {
  const last = model.layers[model.layers.length - 1]
  if (!tied) return denseLogits(last, features)
  const [, bias] = last.weights.map((weight) => weight.read())
  const product = tf.matMul<Tensor2D>(features, embeddingsOf(model.layers[0]), false, true)
  return bias ? tf.add<Tensor2D>(product, bias) : product
}

/** [vocabulary, width] */
function embeddingsOf(embedding: Layer): Tensor2D {
  return embedding.weights[0].read() as Tensor2D // an Embedding's one weight
}

function isRecurrent(layer: Layer): layer is RecurrentLayer {
  return recurrentLayersOf(layer)[0] === layer
}
