// Keras files made for tests, of any description and any arrays.
import { zipFiles } from '../../../../src/files/zip'
import type { Hdf5Group } from '../../../../src/worker/hdf5/tree'
import { writeHdf5 } from '../../../../src/worker/hdf5/write-hdf5'

/** An array of numbers that differ. */
export function array(...shape: number[]): { shape: number[]; values: Float32Array } {
  const count = shape.reduce((product, side) => product * side, 1)
  return { shape, values: Float32Array.from({ length: count }, (_, index) => index / 100) }
}

/** A group of the arrays 0, 1, ... */
export function vars(...arrays: ReturnType<typeof array>[]): Hdf5Group {
  return { arrays: Object.fromEntries(arrays.map((one, index) => [`${index}`, one])) }
}

/** A group in a group in a group. */
export function inside(path: string, group: Hdf5Group): Hdf5Group {
  return path
    .split('/')
    .reduceRight<Hdf5Group>((inner, name) => ({ groups: { [name]: inner } }), group)
}

/** A layer as Keras 3 describes it. */
export function layer(type: string, config: object, rest: object = {}): object {
  return {
    module: 'keras.layers',
    class_name: type,
    config: { dtype: 'float32', name: type.toLowerCase(), ...config },
    registered_name: null,
    ...rest,
  }
}

export function sequential(...layers: object[]): object {
  const input = layer('InputLayer', { batch_shape: [null, null], dtype: 'int32' })
  const config = { name: 'made', layers: [input, ...layers] }
  return { module: 'keras', class_name: 'Sequential', config, registered_name: null }
}

/** model.keras. */
export async function archive(
  description: unknown,
  weights: Readonly<Record<string, Hdf5Group>>,
  version = '3.15.1',
): Promise<Uint8Array> {
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
  const hdf5 = await writeHdf5({ groups: { layers: { groups: weights } } })
  return zipFiles([
    ['metadata.json', text({ keras_version: version })],
    ['config.json', text(description)],
    ['model.weights.h5', hdf5],
  ])
}

export const embedding = layer('Embedding', { input_dim: 5, output_dim: 3 })
export const embeddingWeights = { embedding: inside('vars', vars(array(5, 3))) }
