// Reads a model in tfjs's Layers format from a run folder, checking that weights and description belong together.
import type { io, LayersModel } from '@tensorflow/tfjs'
import { join } from 'node:path'
import { z } from 'zod'
import { layerTypes } from '#shared/experiment/layers'
import { success, type Result } from '#shared/protocol/result'
import { tf } from '../backend'
import { installKernels } from '../kernels/install'
import { differentiateNormalization } from '../model/layer-normalization'
import { forgetCallArguments, wrappedLayer } from '../model/tfjs-internals'
import { flattenTimeSteps } from '../model/time-distributed'
import { damaged, readBytes, readChecked } from './read-file'

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
  const file = join(folder, 'model', 'model.json')
  const description = await readChecked(file, modelSchema)
  if (!description.ok) return description
  const { modelTopology: topology, weightsManifest } = description.value
  const [{ paths, weights: weightSpecs }] = weightsManifest
  const weightsFile = join(folder, 'model', paths[0])
  const weights = await readBytes(weightsFile)
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

/** The tfjs model of stored files; `file` names it in the sentence of a failure. The caller disposes it. */
export async function restoreModel(
  stored: StoredModel,
  file: string,
): Promise<Result<LayersModel>> {
  const { topology, weightSpecs, weights } = stored
  const weightData = Uint8Array.from(weights).buffer
  try {
    const handler = tf.io.fromMemory({ modelTopology: topology, weightSpecs, weightData })
    const model = await tf.loadLayersModel(handler)
    forgetCallArguments(model.layers)
    for (const layer of model.layers) {
      const isAtEachStep = layer.getClassName() === 'TimeDistributed'
      const inner = isAtEachStep ? wrappedLayer(layer) : layer
      if (inner.getClassName() === 'LayerNormalization') differentiateNormalization(inner)
      if (isAtEachStep) flattenTimeSteps(layer)
    }
    installKernels(model)
    return success(model)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return damaged(file, reason.replace(/\.$/, ''))
  }
}
