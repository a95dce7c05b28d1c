// A layer as tfjs describes it, in Keras's words. tfjs took its options from Keras, so most of it is which options each layer has.
import { z } from 'zod'
import { layerOptions } from './layer-options'

/** A layer of a saved topology. */
export interface TfjsLayer {
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
  /** Of a graph: the layers it reads from, each with which of its calls and which of its outputs; lists of one call. */
  readonly inbound_nodes?: readonly (readonly (readonly [string, number, number, unknown?])[])[]
}

/** A layer, an initializer or a model as Keras names it. */
export interface KerasObject {
  readonly module?: string
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
  readonly registered_name?: string | null
}

/** How Keras has an object: Keras 3 with the module that it is in, the older HDF5 format without. */
export type Dialect = 'keras3' | 'legacy'

/** The layer in Keras's words; not for an InputLayer, see `inputLayer`. */
export function kerasLayer({ class_name, config }: TfjsLayer, dialect: Dialect): KerasObject {
  const known = layerOptions[class_name]
  if (!known) throw new Error(`no Keras layer is known for ${class_name}`)
  const entries = known.map((key) => [key, kerasOption(key, config[key])] as const)
  const { name } = config
  // Not all of Keras's layers take the option.
  const fixed = config['trainable'] === false ? { trainable: false } : {}
  const own = Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  return named('keras.layers', class_name, { name, ...fixed, dtype: 'float32', ...own }, dialect)
}

/** What token ids come in by, `shape` with the batch's size first. */
export function inputLayer(
  name: string,
  shape: readonly (number | null)[],
  dialect: Dialect,
): KerasObject {
  const key = dialect === 'keras3' ? 'batch_shape' : 'batch_input_shape'
  const config = { [key]: shape, dtype: 'int32', sparse: false, name }
  return named('keras.layers', 'InputLayer', config, dialect)
}

function kerasOption(key: string, value: unknown): unknown {
  if (value === undefined) return undefined
  // Inside a layer even the older format names modules.
  if (key === 'layer') return kerasLayer(value as TfjsLayer, 'keras3') // wrappers hold a layer there
  if (key.endsWith('_initializer')) return initializer(value)
  if (key === 'target_shape') return (value as (number | null)[]).map((side) => side ?? -1) // a Reshape's
  return value
}

const initializerSchema = z.object({
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
})

/** Without the seed, which the lab draws from in a way of its own. */
function initializer(value: unknown): KerasObject {
  const { class_name, config } = initializerSchema.parse(value)
  const unseeded = Object.entries(config).filter(([key]) => key !== 'seed')
  // What tfjs calls normal is what Keras calls truncated_normal.
  const renamed = unseeded.map(([key, value]) => [
    key,
    value === 'normal' ? 'truncated_normal' : value,
  ])
  return named(
    'keras.initializers',
    class_name,
    Object.fromEntries(renamed) as KerasObject['config'],
    'keras3',
  )
}

function named(
  module: string,
  class_name: string,
  config: KerasObject['config'],
  dialect: Dialect,
): KerasObject {
  return dialect === 'keras3'
    ? { module, class_name, config, registered_name: null }
    : { class_name, config }
}
