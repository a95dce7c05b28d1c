// One layer of a file as the lab's experiments describe it, and the same layer again with nothing but the options that were understood.
import {
  layerTypes,
  mergeModes,
  type LayerSpec,
  type LayerType,
  type RecurrentSpec,
} from '#shared/experiment/layers'
import type { Remarks } from '../objections'
import { OptionReader, type FileLayer } from './option-reader'

/** A layer in the form that tfjs reads. */
export interface CleanLayer {
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
}

export interface ReadLayer {
  readonly spec: LayerSpec
  /** Of an Embedding: how many ids it knows. */
  readonly ids: number | null
  readonly clean: CleanLayer
}

/** What of a layer depends on where it stands. */
export interface Place {
  /** Axes of what comes in: [batch, time], [batch, time, width] or [batch, width]. */
  readonly rank: number
  /** Whether the layer's states go on to a decoder. */
  readonly givesState: boolean
}

const isType = (name: string): name is LayerType => layerTypes.some((type) => type === name)
// One of the two is refused by its own name before this is asked.
const initializer = { kernel: 'glorotUniform', recurrent: 'orthogonal', bias: 'zeros' } as const

/** Null for a layer that the lab does not have; the reason is among `remarks` then. */
export function readLayer(layer: FileLayer, place: Place, remarks: Remarks): ReadLayer | null {
  const { className } = layer
  if (!isType(className)) {
    remarks.refuse(`layer "${layer.name}" (${className}): ${whyUnknown(className)}`)
    return null
  }
  const options = new OptionReader(layer, remarks)
  const found = specOf(className, options, place, layer, remarks)
  options.finish()
  if (!found) return null
  const ids = className === 'Embedding' ? Number(options.clean['input_dim']) : null
  return {
    ...found,
    ids,
    clean: { class_name: className, config: { ...options.clean, ...found.inner } },
  }
}

const reasons = new Map([
  ['Masking', 'the lab does not mask steps'],
  ['Lambda', 'holds code, which is never run'],
  ['Activation', 'an activation is only taken over straight after a Dense without one'],
  ['InputLayer', 'a further input; the lab takes one text'],
])

/** A clause on a kind of layer that the lab does not have. */
export function whyUnknown(className: string): string {
  return reasons.get(className) ?? `the lab has no ${className.slice(0, 60)} layer`
}

interface Found {
  readonly spec: LayerSpec
  /** The wrapped layers, cleaned. */
  readonly inner?: Readonly<Record<string, CleanLayer>>
}

function specOf(
  type: LayerType,
  options: OptionReader,
  place: Place,
  layer: FileLayer,
  remarks: Remarks,
): Found | null {
  switch (type) {
    case 'Embedding':
      return { spec: embedding(options) }
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return { spec: recurrent(type, options, place) }
    case 'Bidirectional':
      return bidirectional(options, place, layer, remarks)
    case 'TimeDistributed':
      return timeDistributed(options, layer, remarks)
    case 'Dense':
      return { spec: dense(options) }
    case 'Dropout':
    case 'SpatialDropout1D':
      options.never('noise_shape', 'its option noise_shape is not known here')
      return { spec: { type, rate: options.number('rate', 0.5) } }
    case 'LayerNormalization':
      return { spec: normalization(options, place) }
    case 'Flatten':
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D':
      if ((options.raw('data_format') ?? 'channels_last') !== 'channels_last')
        options.refuse('its data_format is not channels_last')
      options.never('keepdims', 'its option keepdims is on, which the lab does not have')
      return { spec: { type } }
  }
}

function embedding(options: OptionReader): LayerSpec {
  options.integer('input_dim')
  options.never(
    'mask_zero',
    'masks padding (mask_zero), and the lab reads padding like any other token; train it with mask_zero=False',
  )
  options.initializers('embeddings')
  options.penalties('embeddings')
  return {
    type: 'Embedding',
    units: options.integer('output_dim'),
    embeddingsInitializer: 'randomUniform',
  }
}

function dense(options: OptionReader): Extract<LayerSpec, { type: 'Dense' }> {
  options.initializers('kernel', 'bias')
  options.penalties('kernel', 'bias')
  return {
    type: 'Dense',
    units: options.integer('units'),
    activation: options.activation('activation', 'linear'),
    useBias: options.flag('use_bias', true),
    kernelInitializer: initializer.kernel,
    biasInitializer: initializer.bias,
  }
}

function recurrent(
  type: RecurrentSpec['type'],
  options: OptionReader,
  { givesState }: Place,
): RecurrentSpec {
  options.never(
    'stateful',
    'keeps its state from one batch to the next (stateful), which the lab does not have as an option of a layer',
  )
  options.never(
    'time_major',
    'takes the steps before the texts (time_major); the lab takes texts first',
  )
  if (givesState) options.clean['return_state'] = options.raw('return_state') === true
  else
    options.never(
      'return_state',
      'gives its state as a further output (return_state), which only an encoder does here',
    )
  options.initializers('kernel', 'recurrent', 'bias')
  options.penalties('kernel', 'recurrent', 'bias')
  const common = {
    units: options.integer('units'),
    activation: options.activation('activation', 'tanh'),
    useBias: options.flag('use_bias', true),
    kernelInitializer: initializer.kernel,
    recurrentInitializer: initializer.recurrent,
    biasInitializer: initializer.bias,
    dropout: options.number('dropout', 0),
    recurrentDropout: options.number('recurrent_dropout', 0),
    returnSequences: options.flag('return_sequences', false),
    goBackwards: options.flag('go_backwards', false),
  }
  if (type === 'SimpleRNN') return { type, ...common }
  // tfjs's own, for files that name none.
  const recurrentActivation = options.activation('recurrent_activation', 'hardSigmoid')
  if (type === 'GRU') {
    options.never(
      'reset_after',
      'its reset gate works after the matrix product (reset_after true), and the lab has the GRU in which it works before; train it with reset_after=False',
    )
    return { type, ...common, recurrentActivation }
  }
  return {
    type,
    ...common,
    recurrentActivation,
    unitForgetBias: options.flag('unit_forget_bias', true),
  }
}

function normalization(options: OptionReader, { rank }: Place): LayerSpec {
  const axis = options.raw('axis') ?? -1
  const axes: readonly unknown[] = Array.isArray(axis) ? axis : [axis]
  if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== rank - 1))
    options.refuse(
      `normalizes over axis ${JSON.stringify(axis)}, and the lab over the last one alone`,
    )
  options.never(
    'rms_scaling',
    'scales by the root mean square (rms_scaling), which the lab does not have',
  )
  options.clean['axis'] = -1
  options.initializers('beta', 'gamma')
  options.penalties('beta', 'gamma')
  return {
    type: 'LayerNormalization',
    epsilon: options.number('epsilon', 0.001),
    center: options.flag('center', true),
    scale: options.flag('scale', true),
  }
}

function bidirectional(
  options: OptionReader,
  place: Place,
  layer: FileLayer,
  remarks: Remarks,
): Found | null {
  if ((options.raw('merge_mode') ?? null) === null && 'merge_mode' in layer.config)
    options.refuse('gives both directions apart (merge_mode none), and the lab merges them')
  const mergeMode = options.choice('merge_mode', mergeModes, 'concat')
  const inner = innerLayer(options, 'layer', layer)
  checkBackward(options, inner, layer)
  const read = inner && readLayer(inner, place, remarks)
  if (!read) return null
  const { spec } = read
  if (spec.type !== 'SimpleRNN' && spec.type !== 'LSTM' && spec.type !== 'GRU') {
    options.refuse(`runs a ${spec.type} in both directions, and the lab SimpleRNN, LSTM and GRU`)
    return null
  }
  return { spec: { type: 'Bidirectional', layer: spec, mergeMode }, inner: { layer: read.clean } }
}

/** Keras writes the backward layer too where it was given; it may only be the other one turned around. */
function checkBackward(options: OptionReader, forward: FileLayer | null, layer: FileLayer): void {
  const given = options.raw('backward_layer') ?? null
  if (given === null || !forward) return
  const backward = innerLayer(options, 'backward_layer', layer)
  if (!backward) return
  const turned = (config: FileLayer['config'], goBackwards: unknown) =>
    JSON.stringify(
      Object.entries({ ...config, name: '', go_backwards: goBackwards, dtype: '' }).sort(
        ([a], [b]) => (a < b ? -1 : 1),
      ),
    )
  const isTurned =
    backward.className === forward.className &&
    backward.config['go_backwards'] !== forward.config['go_backwards'] &&
    turned(backward.config, true) === turned(forward.config, true)
  if (!isTurned)
    options.refuse(
      'has a backward layer of its own, and the lab runs the same layer in both directions',
    )
}

function timeDistributed(options: OptionReader, layer: FileLayer, remarks: Remarks): Found | null {
  const inner = innerLayer(options, 'layer', layer)
  const read = inner && readLayer(inner, { rank: 2, givesState: false }, remarks)
  if (!read) return null
  const { spec } = read
  if (spec.type !== 'Dense' && spec.type !== 'Dropout' && spec.type !== 'LayerNormalization') {
    options.refuse(
      `runs a ${spec.type} at each step, and the lab Dense, Dropout and LayerNormalization`,
    )
    return null
  }
  return { spec: { type: 'TimeDistributed', layer: spec }, inner: { layer: read.clean } }
}

function innerLayer(options: OptionReader, key: string, outer: FileLayer): FileLayer | null {
  const value = options.raw(key)
  const layer = typeof value === 'object' && value !== null ? fileLayerOf(value) : null
  if (!layer) {
    options.refuse(`does not say which layer it wraps`)
    return null
  }
  return { ...layer, name: layer.name === '' ? `${outer.name}_layer` : layer.name }
}

/** A layer as files write it: class_name and config; null for anything else. */
export function fileLayerOf(value: object): FileLayer | null {
  const { class_name: className, config, name } = value as Readonly<Record<string, unknown>> // read with care
  if (typeof className !== 'string' || typeof config !== 'object' || config === null) return null
  if (Array.isArray(config)) return null
  const options = config as FileLayer['config'] // an object that is no list
  const own = name ?? options['name']
  if (own !== undefined && (typeof own !== 'string' || own.length > 200)) return null
  return { className, name: own ?? '', config: options }
}
