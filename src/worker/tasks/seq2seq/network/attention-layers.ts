// The layers of an attention, stock layers of tfjs, and how they are put together, on symbols and on numbers alike.
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs'
import { attentionNames } from '#shared/domain/attention-rows'
import type { Attention } from '#shared/experiment/model'
import { tf } from '../../../backend'
import { seededInitializer } from '../../../model/initializers'
import { deriveSeed, streams } from '../../../model/seeds'
import { flattenTimeSteps } from '../../../model/time-distributed'
import type { Layer } from '../../../model/tfjs-internals'

const names = {
  ...attentionNames,
  maskTurned: 'attention_mask_turned',
  masked: 'attention_scores_masked',
  queryApart: 'attention_query_apart',
  keyApart: 'attention_key_apart',
  sum: 'attention_sum',
  tanh: 'attention_tanh',
  flat: 'attention_scores_flat',
  joined: 'attention_joined',
} as const
type Name = keyof typeof names

/** The layers by what they are for; those of one kind of attention are missing in the other. */
export type AttentionLayers = ReadonlyMap<Name, Layer>

/** Added to the score of padding; small enough to leave it nothing, in 32 bits too. */
const hidden = -1e9

// Keeps the seeds apart from those of the layers that a person chose.
const firstPlace = 1000

export interface AttentionOptions {
  readonly attention: Exclude<Attention, 'none'>
  /** Width of the decoder's last recurrent layer. */
  readonly decoder: number
  /** Width of what the encoder gives at each step. */
  readonly encoder: number
  /** Ids of the source vocabulary. */
  readonly vocabulary: number
  readonly seed: number
}

/** The layers with their initial weights; see `attentionRows` for what they compute. Call it inside a tidy. */
export function createAttention(options: AttentionOptions): AttentionLayers {
  const { attention, decoder, encoder } = options
  const dense = (name: Name, units: number, activation: 'linear' | 'tanh' = 'linear') =>
    tf.layers.dense({
      ...{ name: names[name], units, activation, useBias: false },
      kernelInitializer: seededInitializer(
        'glorotUniform',
        deriveSeed(options.seed, streams.weights, firstPlace, Object.keys(names).indexOf(name)),
      ),
    })
  const entries: (readonly [Name, Layer])[] = [
    ['mask', maskLayer(options.vocabulary)],
    ['maskTurned', tf.layers.permute({ name: names.maskTurned, dims: [2, 1] })],
    ['masked', tf.layers.add({ name: names.masked })],
    ['weights', tf.layers.activation({ name: names.weights, activation: 'softmax' })],
    ['context', tf.layers.dot({ name: names.context, axes: [2, 1] })],
    ['joined', tf.layers.concatenate({ name: names.joined })],
    ['combine', dense('combine', decoder, 'tanh')],
  ]
  if (attention === 'luong') {
    entries.push(['query', dense('query', encoder)])
    entries.push(['scores', tf.layers.dot({ name: names.scores, axes: [2, 2] })])
    return new Map(entries)
  }
  const flat = tf.layers.reshape({ targetShape: [-1] })
  return new Map([
    ...entries,
    ['query', dense('query', decoder)],
    ['key', dense('key', decoder)],
    ['queryApart', tf.layers.reshape({ name: names.queryApart, targetShape: [-1, 1, decoder] })],
    ['keyApart', tf.layers.reshape({ name: names.keyApart, targetShape: [1, -1, decoder] })],
    ['sum', tf.layers.add({ name: names.sum })],
    ['tanh', tf.layers.activation({ name: names.tanh, activation: 'tanh' })],
    ['scores', dense('scores', 1)],
    ['flat', atEachStep(flat)],
  ])
}

function atEachStep(layer: Layer): Layer {
  const wrapper = tf.layers.timeDistributed({ name: names.flat, layer })
  flattenTimeSteps(wrapper)
  return wrapper
}

// No stock layer tells padding from tokens but a table of ids: 0 for tokens, and for padding a number that hides it.
function maskLayer(vocabulary: number): Layer {
  const initializer = tf.initializers.zeros()
  initializer.apply = ([rows]) => {
    const values = new Float32Array(rows ?? vocabulary)
    values[0] = hidden
    return tf.tensor2d(values, [values.length, 1])
  }
  return tf.layers.embedding({
    ...{ name: names.mask, inputDim: vocabulary, outputDim: 1 },
    ...{ embeddingsInitializer: initializer, trainable: false },
  })
}

/** The layers of a model that was built with `createAttention`; null when it has none. */
export function findAttention(model: LayersModel): AttentionLayers | null {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]))
  const found = Object.entries(names).flatMap(([key, name]): [Name, Layer][] => {
    const layer = byName.get(name)
    return layer ? [[key as Name, layer]] : [] // a key of names
  })
  return found.length === 0 ? null : new Map(found)
}

/** What an attention looks at, which stays the same for all that is written from a source. */
export interface Memory<Value> {
  /** [batch, source, encoder] */
  readonly outputs: Value
  /** What queries are held against: [batch, source, encoder], of bahdanau [batch, 1, source, decoder] */
  readonly keys: Value
  /** [batch, 1, source], added to the scores */
  readonly mask: Value
}

type Symbols = SymbolicTensor | Tensor

/** @param ids [batch, source] of the source */
export function remember<Value extends Symbols>(
  layers: AttentionLayers,
  ids: Value,
  outputs: Value,
): Memory<Value> {
  const mask = through(layers, ['mask', 'maskTurned'], ids)
  const isLuong = !layers.has('key')
  return {
    ...{ outputs, mask },
    keys: isLuong ? outputs : through(layers, ['key', 'keyApart'], outputs),
  }
}

/**
 * Looks back from each step of the decoder.
 * @param states [batch, target, decoder]
 * @returns the states with what was seen put in, of the same shape, and the weights [batch, target, source]
 */
export function attend<Value extends Symbols>(
  layers: AttentionLayers,
  states: Value,
  { outputs, keys, mask }: Memory<Value>,
): { readonly output: Value; readonly weights: Value } {
  const query = through(layers, ['query'], states)
  const scores = layers.has('key')
    ? through(
        layers,
        ['sum', 'tanh', 'scores', 'flat'],
        [through(layers, ['queryApart'], query), keys],
      )
    : through(layers, ['scores'], [query, keys])
  const weights = through(layers, ['masked', 'weights'], [scores, mask])
  const context = through(layers, ['context'], [weights, outputs])
  return { output: through(layers, ['joined', 'combine'], [context, states]), weights }
}

function through<Value extends Symbols>(
  layers: AttentionLayers,
  path: readonly Name[],
  input: Value | Value[],
): Value {
  const output = path.reduce<Value | Value[]>((value, name) => {
    const layer = layers.get(name)
    if (!layer) throw new Error(`the attention has no layer ${names[name]}`)
    return layer.apply(value as Tensor) as Value // symbols give symbols, numbers numbers; one output each
  }, input)
  return output as Value // every path has a layer
}
