// Reads a model in tfjs's Layers format from a run folder, checking that weights and description belong together.
import type { io, LayersModel } from '@tensorflow/tfjs'
import { join } from 'node:path'
import { z } from 'zod'
import { layerTypes } from '#shared/experiment/layers'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { tf } from '../backend'
import { installKernels } from '../kernels/install'
import { differentiateNormalization } from '../model/layer-normalization'
import { forgetCallArguments, wrappedLayer } from '../model/tfjs-internals'
import { flattenTimeSteps } from '../model/time-distributed'
import { checkedJson, damaged, readBytes } from './read-file'

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.literal('float32'),
})

/** What an encoder-decoder is made of beside the layers that people choose. */
const joiningTypes = ['InputLayer', 'Concatenate', 'Add', 'Dot', 'Activation', 'Permute', 'Reshape']

const layersOf = (types: readonly string[]) =>
  z.looseObject({ layers: z.array(z.looseObject({ class_name: z.enum(types) })) })

const topologySchema = z.discriminatedUnion('class_name', [
  z.looseObject({ class_name: z.literal('Sequential'), config: layersOf(layerTypes) }),
  z.looseObject({
    class_name: z.enum(['Model', 'Functional']),
    config: layersOf([...layerTypes, ...joiningTypes]),
  }),
])

const modelSchema = z.object({
  format: z.literal('layers-model'),
  modelTopology: topologySchema,
  weightsManifest: z.tuple([
    z.object({
      // A name beside model.json, never a path out of the folder.
      paths: z.tuple([z.string().regex(/^[\w.-]+$/)]),
      weights: z.array(weightSchema),
    }),
  ]),
})

/** A model's description and weights as stored. */
export interface StoredModel {
  readonly topology: object
  readonly weightSpecs: io.WeightsManifestEntry[]
  readonly weights: Buffer
}

/** Reads `<folder>/model/model.json` and the weights that it names. */
export async function readModel(folder: string): Promise<Result<StoredModel>> {
  const first = await readPair(folder)
  // A run that trains may have put a newer pair in place between the two reads.
  return first.ok ? first : readPair(folder)
}

async function readPair(folder: string): Promise<Result<StoredModel>> {
  return readStored((name) => readBytes(join(folder, 'model', name)), join(folder, 'model'))
}

/** The same from files in memory, model.json among them. */
export function readModelFiles(
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Result<StoredModel>> {
  return readStored((name) => {
    const content = files.get(name)
    const missing = failure('run-unreadable', `${name} is missing among the exported files.`)
    return Promise.resolve(content ? success(Buffer.from(content)) : missing)
  }, '')
}

/** @param folder as sentences name it */
async function readStored(
  read: (name: string) => Promise<Result<Buffer>>,
  folder: string,
): Promise<Result<StoredModel>> {
  const file = join(folder, 'model.json')
  const content = await read('model.json')
  if (!content.ok) return content
  const description = checkedJson(content.value, file, modelSchema)
  if (!description.ok) return description
  const { modelTopology: topology, weightsManifest } = description.value
  const [{ paths, weights: weightSpecs }] = weightsManifest
  const weightsFile = join(folder, paths[0])
  const weights = await read(paths[0])
  if (!weights.ok) return weights
  const expected = weightSpecs.reduce((sum, { shape }) => sum + 4 * product(shape), 0)
  if (weights.value.byteLength !== expected) {
    return damaged(
      weightsFile,
      `it has ${weights.value.byteLength} bytes where ${expected} are expected`,
    )
  }
  return success({ topology, weightSpecs, weights: weights.value })
}

function product(shape: readonly number[]): number {
  return shape.reduce((sizes, size) => sizes * size, 1)
}

/** The tfjs model of stored files, on the lab's kernels; `file` names it in the sentence of a failure. The caller disposes it. */
export async function restoreModel(
  stored: StoredModel,
  file: string,
): Promise<Result<LayersModel>> {
  const stock = await restoreStockModel(stored, file)
  if (!stock.ok) return stock
  const model = stock.value
  try {
    forgetCallArguments(model.layers)
    for (const layer of model.layers) {
      const isAtEachStep = layer.getClassName() === 'TimeDistributed'
      const inner = isAtEachStep ? wrappedLayer(layer) : layer
      if (inner.getClassName() === 'LayerNormalization') differentiateNormalization(inner)
      if (isAtEachStep) flattenTimeSteps(layer)
    }
    installKernels(model)
    return stock
  } catch (error) {
    model.dispose()
    return notRestored(file, error)
  }
}

/** The same with tfjs's own layers alone. */
export async function restoreStockModel(
  { topology, weightSpecs, weights }: StoredModel,
  file: string,
): Promise<Result<LayersModel>> {
  const weightData = Uint8Array.from(weights).buffer
  try {
    const handler = tf.io.fromMemory({ modelTopology: topology, weightSpecs, weightData })
    return success(await tf.loadLayersModel(handler))
  } catch (error) {
    return notRestored(file, error)
  }
}

function notRestored(file: string, error: unknown): Failure {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
  return damaged(file, reason.replace(/\.$/, ''))
}
