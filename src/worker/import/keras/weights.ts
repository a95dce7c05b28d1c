// A Keras file's arrays as the weights of a tfjs model, in tfjs's order and under its names.
import type { io } from '@tensorflow/tfjs'
import type { Hdf5Array, Hdf5Content } from '../../hdf5/tree'
import { placeNames, weightFolders } from '../../export/keras/weights'
import type { StoredModel } from '../../inference/model-file'
import type { TfjsLayer } from './layer'
import { broken, shown } from './refusal'
import type { PlannedWeight } from './shapes'
import type { KerasTopology } from './topology'

type Arrays = ReadonlyMap<string, readonly Hdf5Array[]>

/** Each layer's arrays in model.weights.h5, where they are found by the layer's kind and place. */
export function keras3Arrays(
  { arrays }: Hdf5Content,
  layers: readonly TfjsLayer[],
  places: KerasTopology['places'],
): Arrays {
  const names = placeNames(places.map(({ type }) => type))
  const groups = new Map(places.map(({ name }, index) => [name, names[index]]))
  // tf.keras 2.12 and later wrote such files too, with another name for the layers.
  const root = [...arrays.keys()].some((path) =>
    path.startsWith('/_layer_checkpoint_dependencies/'),
  )
    ? '/_layer_checkpoint_dependencies'
    : '/layers'
  return new Map(
    layers.map(({ class_name, config }) => [
      config.name,
      weightFolders(class_name).flatMap((folder) =>
        numbered(arrays, [root, groups.get(config.name), ...folder].join('/')),
      ),
    ]),
  )
}

/** The arrays 0, 1, ... of a group. */
function numbered(arrays: ReadonlyMap<string, Hdf5Array>, group: string): Hdf5Array[] {
  const found: Hdf5Array[] = []
  for (let place = 0; ; place++) {
    const array = arrays.get(`${group}/${place}`)
    if (!array) return found
    found.push(array)
  }
}

/** Each layer's arrays in an older file, where groups and attributes name them. */
export function legacyArrays(
  { arrays, attributes }: Hdf5Content,
  layers: readonly TfjsLayer[],
): Arrays {
  return new Map(
    layers.map(({ config: { name } }) => {
      const group = `/model_weights/${name}`
      const named = listOf(attributes.get(group) ?? new Map(), 'weight_names')
      const found = named.map((weight) => {
        const array = arrays.get(`${group}/${weight}`)
        if (!array) throw broken(`the weight ${shown(weight)} of layer ${shown(name)} is missing`)
        return array
      })
      return [name, found]
    }),
  )
}

type Attributes = ReadonlyMap<string, string | readonly string[]>

/** A list that may have been cut into name0, name1, ... where it was too long for one attribute. */
function listOf(attributes: Attributes, name: string): readonly string[] {
  const whole = attributes.get(name)
  if (whole !== undefined) return typeof whole === 'string' ? [whole] : whole
  const parts: string[] = []
  for (let index = 0; ; index++) {
    const part = attributes.get(`${name}${index}`)
    if (part === undefined) return parts
    parts.push(...(typeof part === 'string' ? [part] : part))
  }
}

/** The arrays put under the planned names. Throws when one is missing, or has another shape. */
export function storedWeights(
  planned: ReadonlyMap<string, readonly PlannedWeight[]>,
  arrays: Arrays,
): Pick<StoredModel, 'weightSpecs' | 'weights'> {
  const weightSpecs: io.WeightsManifestEntry[] = []
  const parts: Buffer[] = []
  for (const [layer, weights] of planned) {
    const own = arrays.get(layer) ?? []
    if (own.length !== weights.length)
      throw broken(
        `layer ${shown(layer)} has ${own.length} weights in the file, where its description asks for ${weights.length}`,
      )
    for (const [index, { name, shape }] of weights.entries()) {
      const array = own[index]
      if (array.shape.join() !== shape.join())
        throw broken(
          `the weight ${shown(name)} is [${array.shape.join(', ')}], where the description asks for [${shape.join(', ')}]`,
        )
      weightSpecs.push({ name, shape: [...shape], dtype: 'float32' })
      const { buffer, byteOffset, byteLength } = array.values
      parts.push(Buffer.from(buffer, byteOffset, byteLength))
    }
  }
  return { weightSpecs, weights: Buffer.concat(parts) }
}
