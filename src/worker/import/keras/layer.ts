// A Keras layer in tfjs's words. Names are translated, values passed on; what means something else in the two is refused.
import { z } from 'zod'
import { layerOptions } from '../../export/keras/layer-options'
import { Remarks } from '../objections'
import { whyUnknown } from '../topology/read-layer'
import {
  isFloat32,
  isUnset,
  readActivation,
  readInitializer,
  readObject,
  type Options,
} from './keras-object'
import { broken, objection, refused, shown, type Named } from './refusal'

/** A layer of a tfjs topology. */
export interface TfjsLayer {
  readonly class_name: string
  readonly config: Options & { readonly name: string }
}

/** What holds for the whole file. */
export interface Reading {
  /** Of the Keras that saved it, e.g. 3; null when the file does not say. */
  readonly kerasMajor: number | null
  /** What speaks against the model, and sentences for the person. */
  readonly remarks: Remarks
  /** Names of the layers that others stand for, since nothing could be made of them. */
  readonly standIns: Set<string>
}

/** Options of no consequence for what is computed, whatever they are. */
const idle = [
  ...['name', 'trainable', 'dtype', 'seed', 'implementation', 'zero_output_for_mask'],
  ...['input_length', 'batch_input_shape', 'batch_shape', 'build_config', 'shared_object_id'],
  ...['gamma_initializer', 'beta_initializer'],
]
const wrappers = ['Bidirectional', 'TimeDistributed']
const inTraining = /_(regularizer|constraint)$/

const outlineSchema = z.looseObject({
  class_name: z.string().min(1).max(300),
  config: z.looseObject({ name: z.string().min(1).max(300) }),
  inbound_nodes: z.unknown().optional(),
})

/** What every layer has, whoever made it. */
export function outlineOf(value: unknown): z.output<typeof outlineSchema> {
  const parsed = outlineSchema.safeParse(value)
  if (!parsed.success) throw broken('a layer has no class_name with a config that has a name')
  return parsed.data
}

/**
 * Reads a layer that is no input. What the lab cannot express of its options is among the remarks; it throws where nothing can be made of the layer
 * at all.
 */
export function readLayer(value: unknown, reading: Reading): TfjsLayer {
  const { name } = outlineOf(value).config
  const { type, config } = readObject(value, `layer ${shown(name)}`)
  const layer = { name, type }
  const known = Object.hasOwn(layerOptions, type) ? layerOptions[type] : undefined
  if (!known) throw refused(layer, whyUnknown(type))
  if (!isFloat32(config['dtype']))
    reading.remarks.refuse(objection(layer, 'computes with other numbers than 32-bit ones (dtype)'))
  findUnknown(config, known, layer, reading)
  const entries = known
    .filter((key) => config[key] !== undefined)
    .map((key) => [key, optionOf(key, config[key], layer, reading)] as const)
  if (type === 'Bidirectional') refuseOtherBackward(config, layer, reading)
  const { trainable } = config
  const options = Object.fromEntries(entries.filter(([, option]) => option !== undefined))
  return {
    class_name: type,
    config: { ...options, name, trainable: trainable !== false },
  }
}

function findUnknown(
  config: Options,
  known: readonly string[],
  layer: Named,
  { remarks }: Reading,
): void {
  for (const [key, value] of Object.entries(config)) {
    if ([...known, ...idle, 'backward_layer'].includes(key) || isUnset(value) || value === false)
      continue
    if (inTraining.test(key))
      remarks.note(
        `The ${key} of layer "${layer.name}" is left out: it matters in training alone, and the lab has none.`,
      )
    else if (key === 'mask_zero')
      remarks.refuse(
        objection(layer, 'masks padding (mask_zero), which the lab does not; train it without'),
      )
    else if (key !== 'data_format' || value !== 'channels_last')
      remarks.refuse(
        objection(layer, `has the option ${shown(key).slice(1, -1)}, which the lab does not know`),
      )
  }
}

function optionOf(key: string, value: unknown, layer: Named, reading: Reading): unknown {
  if (key === 'layer') return readInner(value, layer, reading)
  if (key === 'activation' || key === 'recurrent_activation')
    return activationOf(key, value, layer, reading)
  if (key.endsWith('_initializer')) return readInitializer(value, `layer "${layer.name}"`)
  // tfjs has null for the side that follows from the others.
  if (key === 'target_shape' && Array.isArray(value))
    return value.map((side: unknown) => (side === -1 ? null : side))
  if (key === 'axis' && Array.isArray(value) && value.length === 1) return value[0] as unknown // Keras 2 wrote lists of one
  return value
}

function activationOf(
  key: string,
  value: unknown,
  layer: Named,
  { kerasMajor, remarks }: Reading,
): string {
  const name = readActivation(value, objection(layer, `its ${key}`))
  if (name !== 'hard_sigmoid') return name
  if (kerasMajor === 2) return 'hardSigmoid'
  remarks.refuse(
    objection(
      layer,
      `has hard_sigmoid as its ${key}, which Keras 3 computes otherwise than the lab (x / 6 + 0.5, here 0.2 x + 0.5); train it with sigmoid`,
    ),
  )
  return 'sigmoid'
}

/** What a wrapper holds; in a Bidirectional Keras puts the direction before the name, as tfjs does again. */
function readInner(value: unknown, layer: Named, reading: Reading): TfjsLayer {
  const { type } = readObject(value, objection(layer, 'what it holds'))
  // Each direction is read twice, so wrappers within wrappers would take for ever.
  if (wrappers.includes(type))
    throw refused(layer, 'holds another wrapper, which the lab does not have')
  const { class_name, config } = readLayer(value, reading)
  if (layer.type !== 'Bidirectional') return { class_name, config }
  return { class_name, config: { ...config, name: config.name.replace(/^forward_/, '') } }
}

const apart = ['name', 'go_backwards']

/** Both directions have the same options, but for the way they go. */
function refuseOtherBackward(config: Options, layer: Named, reading: Reading): void {
  if (isUnset(config['backward_layer'])) return
  const remarks = new Remarks() // the same again
  const [forward, backward] = [config['layer'], config['backward_layer']].map((value) => {
    const { class_name, config: options } = readInner(value, layer, { ...reading, remarks })
    const alike = Object.entries(options)
      .filter(([key]) => !apart.includes(key) && !key.endsWith('_initializer'))
      .sort()
    return { class_name, isBackward: options['go_backwards'] === true, options: alike }
  })
  const isMirror =
    forward.class_name === backward.class_name &&
    forward.isBackward !== backward.isBackward &&
    JSON.stringify(forward.options) === JSON.stringify(backward.options)
  if (!isMirror)
    throw refused(
      layer,
      'has different layers for the two directions, where the lab has one for both',
    )
}
