// Writes a model in tfjs's Layers format so that a crash at any moment leaves a whole one.
import type { io, LayersModel } from '@tensorflow/tfjs'
import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Failure } from '#shared/protocol/result'
import { errorCode, writeFailure, writeJson, writeWhole } from '../../files/write-file'
import { tf } from '../backend'

/** A model as tfjs describes it, with its weights in one piece. */
export interface ModelFiles {
  readonly topology: object
  readonly weightSpecs: readonly io.WeightsManifestEntry[]
  readonly weights: Uint8Array
}

/**
 * Saves into `<folder>/model`; null when it is on disk. The weights go to a file of their own name first; renaming model.json, which
 * names that file, makes the new pair the current one at once. Older weights are removed after that.
 * @param version any number that stands for these weights alone, such as the step
 */
export async function saveModel(
  model: LayersModel,
  folder: string,
  version: number,
): Promise<Failure | null> {
  return writeModel(await modelFiles(model), folder, version)
}

/** The same for a model in memory. */
export async function writeModel(
  files: ModelFiles,
  folder: string,
  version: number,
): Promise<Failure | null> {
  const target = join(folder, 'model')
  try {
    await mkdir(target)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return writeFailure(target, error)
  }
  const name = weightsName(version)
  const failed =
    (await writeWhole(join(target, name), files.weights)) ??
    (await writeJson(join(target, 'model.json'), modelJson(files, name)))
  if (!failed) await removeOlderWeights(target, name)
  return failed
}

/** Whether `<folder>/model` holds the model of this version. */
export async function isSaved(folder: string, version: number): Promise<boolean> {
  try {
    const text = await readFile(join(folder, 'model', 'model.json'), 'utf8')
    const names = namesSchema.safeParse(JSON.parse(text)).data
    if (names?.weightsManifest[0].paths[0] !== weightsName(version)) return false
    await access(join(folder, 'model', weightsName(version)))
    return true
  } catch {
    return false
  }
}

const namesSchema = z.object({
  weightsManifest: z.tuple([z.object({ paths: z.tuple([z.string()]) })]),
})

function weightsName(version: number): string {
  return `weights-${version}.bin`
}

/** The content of model.json for weights in the file `weightsName` beside it. */
export function modelJson(files: ModelFiles, weightsName: string): object {
  return {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version['tfjs-layers']}`,
    convertedBy: null,
    modelTopology: files.topology,
    weightsManifest: [{ paths: [weightsName], weights: files.weightSpecs }],
  }
}

/** The model's topology and weights in memory. */
export async function modelFiles(model: LayersModel): Promise<ModelFiles> {
  let files: ModelFiles | undefined
  const handler = tf.io.withSaveHandler((artifacts) => {
    files = {
      topology: artifacts.modelTopology as object, // JSON of a Sequential is never an ArrayBuffer
      weightSpecs: artifacts.weightSpecs ?? [],
      weights: new Uint8Array(artifacts.weightData as ArrayBuffer), // model.save gives one buffer
    }
    return Promise.resolve({
      modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const },
    })
  })
  await model.save(handler)
  if (!files) throw new Error('tfjs did not hand over the model')
  return files
}

async function removeOlderWeights(folder: string, current: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const older = names.filter((name) => name !== current && /^weights-|\.partial$/.test(name))
  // What cannot be removed is only clutter.
  await Promise.all(older.map((name) => rm(join(folder, name), { force: true }).catch(() => {})))
}
