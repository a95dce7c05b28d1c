// Where Keras keeps a model's weights: by a layer's kind and place in model.weights.h5, by its name in the older model.h5.
import type { io } from '@tensorflow/tfjs'
import type { ModelFiles } from '../../model/save'
import type { Hdf5Array, Hdf5Group } from '../../hdf5/tree'
import type { TfjsLayer } from './layer-config'

/** A weight with its name, which begins with its layer's. */
export type NamedArray = Hdf5Array & { readonly name: string }

/** Each layer's weights by the layer's name, in the order in which Keras has them, which is tfjs's. */
export function weightsByLayer({
  weightSpecs,
  weights,
}: Pick<ModelFiles, 'weightSpecs' | 'weights'>): ReadonlyMap<string, readonly NamedArray[]> {
  const byLayer = new Map<string, NamedArray[]>()
  let place = weights.byteOffset
  for (const { name, shape } of weightSpecs as readonly io.WeightsManifestEntry[]) {
    const length = shape.reduce((product, side) => product * side, 1)
    const values = new Float32Array(weights.buffer.slice(place, place + 4 * length))
    place += 4 * length
    const [layer] = name.split('/', 1)
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), { name, shape, values }])
  }
  return byLayer
}

type Layers = readonly TfjsLayer[]
type Weights = ReturnType<typeof weightsByLayer>

/** The root of model.weights.h5. */
export function keras3Weights(layers: Layers, weights: Weights): Hdf5Group {
  const names = placeNames(layers.map(({ class_name }) => class_name))
  const groups = layers.map((layer, index) => {
    const own = weights.get(String(layer.config['name'])) ?? []
    return [names[index], layerGroup(layer.class_name, own)] as const
  })
  return { groups: { layers: { groups: Object.fromEntries(groups) }, vars: {} } }
}

/** Keras's name for each of the layers: its kind, and counted from the second of a kind on. */
export function placeNames(classes: readonly string[]): string[] {
  const counts = new Map<string, number>()
  return classes.map((className) => {
    const name = snakeCase(className)
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return count === 0 ? name : `${name}_${count}`
  })
}

// As keras.src.utils.naming.to_snake_case.
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

/** Where a layer's weights are inside its group, by its kind. */
export function weightFolders(className: string): readonly (readonly string[])[] {
  switch (className) {
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return [['cell', 'vars']]
    case 'Bidirectional':
      return [
        ['forward_layer', 'cell', 'vars'],
        ['backward_layer', 'cell', 'vars'],
      ]
    case 'TimeDistributed':
      return [['layer', 'vars']]
    default:
      return [['vars']]
  }
}

function layerGroup(className: string, own: readonly NamedArray[]): Hdf5Group {
  const folders = weightFolders(className)
  const share = own.length / folders.length
  const parts = folders.map((folder, index) => {
    const some = own.slice(index * share, (index + 1) * share)
    const arrays = Object.fromEntries(some.map((array, place) => [`${place}`, array]))
    return nested(folder, { arrays })
  })
  const groups = Object.assign({}, ...parts.map((part) => part.groups)) as Hdf5Group['groups'] // Object.assign gives any
  return { groups: { ...groups, ...(folders[0].length > 1 && { vars: {} }) } }
}

function nested([first, ...rest]: readonly string[], inside: Hdf5Group): Hdf5Group {
  return { groups: { [first]: rest.length === 0 ? inside : nested(rest, inside) } }
}

/** The group `model_weights` of the older model.h5. */
export function legacyWeights(
  layers: Layers,
  weights: Weights,
  attributes: Readonly<Record<string, string>>,
): Hdf5Group {
  const names = layers.map(({ config }) => String(config['name']))
  const groups = names.map((name) => [name, namedGroup(weights.get(name) ?? [])] as const)
  return {
    attributes: { ...attributes, layer_names: names },
    groups: { ...Object.fromEntries(groups), top_level_model_weights: {} },
  }
}

/** Of a weight a/b/c the group a, in it b, and in that the array c. */
function namedGroup(own: readonly NamedArray[]): Hdf5Group {
  if (own.length === 0) return {}
  const root = own.reduce((group, array) => added(group, array.name.split('/'), array), {})
  return { ...root, attributes: { weight_names: own.map(({ name }) => name) } }
}

function added(group: Hdf5Group, [first, ...rest]: readonly string[], array: Hdf5Array): Hdf5Group {
  return rest.length === 0
    ? { ...group, arrays: { ...group.arrays, [first]: array } }
    : {
        ...group,
        groups: { ...group.groups, [first]: added(group.groups?.[first] ?? {}, rest, array) },
      }
}
