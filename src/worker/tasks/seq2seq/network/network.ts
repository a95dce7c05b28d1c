// The encoder-decoder taken apart into its layers, as training and writing run it on the lab's kernels.
import type { LayersModel, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { partsOf } from '#shared/domain/model-summary'
import type { ModelOptions } from '#shared/experiment/model'
import { tf } from '../../../backend'
import { takesTokenIds } from '../../../kernels/install'
import { recurrentLayersOf } from '../../../kernels/recurrence'
import { runFromState } from '../../../kernels/run-from-state'
import type { Source } from '../../../kernels/sequence'
import { denseLogits } from '../../../model/forward'
import type { Layer } from '../../../model/tfjs-internals'
import {
  attend,
  findAttention,
  remember,
  type AttentionLayers,
  type Memory,
} from './attention-layers'

export interface Network {
  readonly model: LayersModel
  readonly encoder: readonly Layer[]
  /** The last one gives the probabilities. */
  readonly decoder: readonly Layer[]
  readonly attention: AttentionLayers | null
}

/** State of each recurrent layer of a decoder, in their order: h, and c for LSTM, [batch, units] each. */
export type States = readonly (readonly Tensor[])[]

/** What the decoder starts from. */
export interface Encoded {
  readonly states: States
  /** Null without attention. */
  readonly memory: Memory<Tensor> | null
}

/** Target steps. */
export interface Decoded {
  /** [batch, target, vocabulary] */
  readonly logits: Tensor3D
  readonly states: States
  /** [batch, target, source]; null without attention */
  readonly weights: Tensor | null
}

/** The layers of a model that was built from these options. Throws when one is missing. */
export function networkOf(
  model: LayersModel,
  options: Pick<ModelOptions, 'layers' | 'decoder'>,
): Network {
  const [encoder, decoder] = partsOf(options)
  const layersNamed = (names: readonly string[]) => names.map((name) => model.getLayer(name))
  return {
    model,
    encoder: layersNamed(encoder.names),
    decoder: layersNamed(decoder.names),
    attention: findAttention(model),
  }
}

/**
 * Reads sources. Call it inside a tidy.
 * @param ids [batch, source], int32
 */
export function encode({ encoder, attention }: Network, ids: Tensor, training: boolean): Encoded {
  const { output, states } = run(encoder, ids, null, training)
  return { states, memory: attention && remember(attention, ids, output) }
}

/**
 * As `encode`, from what the encoder's Embedding gives, so that it can be differentiated by that. Call it inside a tidy.
 * @param ids [batch, source], int32, which tell padding from tokens
 * @param embedded [batch, source, width]
 */
export function encodeEmbedded(
  { encoder, attention }: Network,
  ids: Tensor,
  embedded: Tensor,
): Encoded {
  const { output, states } = run(encoder.slice(1), embedded, null, false)
  return { states, memory: attention && remember(attention, ids, output) }
}

/**
 * Goes on from `states` with the tokens `ids`, each of which is followed by its logits. Call it inside a tidy.
 * @param ids [batch, target], int32: the start or what stands before each token
 */
export function decode(
  { decoder, attention }: Network,
  ids: Tensor,
  { states, memory }: Encoded,
  training: boolean,
): Decoded {
  const lastRecurrent = decoder.findLastIndex((layer) => recurrentLayersOf(layer).length > 0)
  const through = run(decoder.slice(0, lastRecurrent + 1), ids, states, training)
  const seen = attention && memory ? attend(attention, through.output, memory) : undefined
  const rest = decoder.slice(lastRecurrent + 1, -1)
  const { output } = run(rest, seen?.output ?? through.output, null, training)
  const [batch, time, width] = output.shape
  const flat: Tensor2D = tf.reshape(output, [batch * time, width])
  const logits = denseLogits(decoder[decoder.length - 1], flat)
  return {
    logits: tf.reshape(logits, [batch, time, logits.shape[1]]),
    states: through.states,
    weights: seen?.weights ?? null,
  }
}

interface Through {
  readonly output: Tensor
  readonly states: States
}

/** @param from of each recurrent layer; null: zeros */
function run(
  layers: readonly Layer[],
  input: Tensor,
  from: States | null,
  training: boolean,
): Through {
  const states: (readonly Tensor[])[] = []
  let output = input
  for (const [index, layer] of layers.entries()) {
    // The recurrent layer after it looks the embeddings up itself.
    if (layer.getClassName() === 'Embedding' && takesTokenIds(layers[index + 1] ?? layer)) continue
    if (recurrentLayersOf(layer).length === 0) {
      output = layer.apply(output, { training }) as Tensor // one tensor in, one tensor out
      continue
    }
    const before = layers[index - 1] as Layer | undefined // none before the first
    const source = before && output === input ? idsWith(before, input) : { input: output }
    const answer = runRecurrent(layer, source, from?.[states.length], training)
    states.push(answer.state)
    output = answer.output
  }
  return { output, states }
}

function idsWith(embedding: Layer, ids: Tensor): Source {
  return { ids, embeddings: embedding.weights[0].read() as Tensor2D } // an Embedding's one weight
}

/** Of a Bidirectional, which starts from zeros, the states of both directions are joined as in the saved model. */
function runRecurrent(
  layer: Layer,
  source: Source,
  initialState: readonly Tensor[] | undefined,
  training: boolean,
): { readonly output: Tensor; readonly state: readonly Tensor[] } {
  const parts = recurrentLayersOf(layer)
  if (parts.length === 1) return runFromState(parts[0], source, { initialState, training })
  const [forward, backward] = parts.map((part) => runFromState(part, source, { training }))
  const state = forward.state.map((one, index) => tf.concat([one, backward.state[index]], 1))
  const turned = parts[0].returnSequences ? tf.reverse(backward.output, 1) : backward.output
  return { output: merged(layer, forward.output, turned), state }
}

function merged(layer: Layer, one: Tensor, other: Tensor): Tensor {
  const { mergeMode } = layer as unknown as { readonly mergeMode: string } // declared on tfjs's unexported class
  switch (mergeMode) {
    case 'sum':
      return tf.add(one, other)
    case 'ave':
      return tf.div(tf.add(one, other), 2)
    case 'mul':
      return tf.mul(one, other)
    default:
      return tf.concat([one, other], -1)
  }
}
