// Reads a model that Keras saved, model.keras or model.h5, as the tfjs model that computes the same. Nothing in the file is trusted.
import { z } from 'zod'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { readZip, type ZipLimits } from '../../../files/unzip'
import { isHdf5, readHdf5 } from '../../hdf5/read-hdf5'
import type { Hdf5Array } from '../../hdf5/tree'
import type { StoredModel } from '../../inference/model-file'
import { stepsKey, wrappedTopology } from '../../export/keras/plain-topology'
import type { Reading } from './layer'
import { broken, Refusal } from './refusal'
import { planWeights } from './shapes'
import { readTopology, type KerasTopology } from './topology'
import { keras3Arrays, legacyArrays, storedWeights } from './weights'

export type KerasModel = StoredModel & {
  /** What a person should know of it, in sentences. */
  readonly notes: readonly string[]
}

/** Of a description. */
const mostText = 2 ** 25
const zipLimits: ZipLimits = { entries: 2000, bytes: 2 ** 31 }

/**
 * Reads a `.keras` or an HDF5 file, told apart by their first bytes. Fails with `run-unreadable` when it is damaged or crafted, and with
 * `model-refused`, naming the layer, when it means something that the lab's layers do not.
 * @param file as sentences name it
 */
export async function readKerasModel(bytes: Uint8Array, file: string): Promise<Result<KerasModel>> {
  const saved = isHdf5(bytes) ? await readLegacy(bytes, file) : await readArchive(bytes, file)
  if (!saved.ok) return saved
  try {
    return success(modelOf(saved.value))
  } catch (error) {
    if (error instanceof Refusal) return refusal(error, file)
    // A description that is nested without end runs out of stack.
    if (error instanceof RangeError) return refusal(broken('its description has no end'), file)
    throw error
  }
}

function refusal({ code, message }: Refusal, file: string): Failure {
  const mend =
    code === 'model-refused'
      ? 'Change the model in Keras and save it again.'
      : 'Take a model that Keras saved, whole and unchanged.'
  return failure(code, `${file}: ${message}. ${mend}`)
}

/** The parts of a file, before sense is made of them. */
interface Saved {
  readonly config: string | Uint8Array
  /** Of the Keras that saved it. */
  readonly version: string | null
  /** Of a file of the lab: the layers that are TimeDistributed here. */
  readonly steps: readonly string[]
  /** By layer, in Keras's order. */
  arrays(topology: KerasTopology): ReadonlyMap<string, readonly Hdf5Array[]>
}

async function readArchive(bytes: Uint8Array, file: string): Promise<Result<Saved>> {
  const files = await readZip(bytes, file, zipLimits)
  if (!files.ok) return files
  const config = files.value.get('config.json')
  const weights = files.value.get('model.weights.h5')
  if (!config || !weights)
    return refusal(broken('it holds no config.json with a model.weights.h5 beside it'), file)
  // What an optimizer keeps is of no use here.
  const content = await readHdf5(weights, `model.weights.h5 in ${file}`, { left: ['optimizer'] })
  if (!content.ok) return content
  return success({
    config,
    ...aboutOf(files.value.get('metadata.json')),
    arrays: ({ layers, places }) => keras3Arrays(content.value, layers, places),
  })
}

async function readLegacy(bytes: Uint8Array, file: string): Promise<Result<Saved>> {
  const content = await readHdf5(bytes, file, { left: ['optimizer_weights'] })
  if (!content.ok) return content
  const root = content.value.attributes.get('/')
  const config = root?.get('model_config')
  if (typeof config !== 'string')
    return refusal(
      broken('it holds weights without the model (model_config); save it with model.save'),
      file,
    )
  return success({
    config,
    ...aboutFrom({ keras_version: root?.get('keras_version'), [stepsKey]: root?.get(stepsKey) }),
    arrays: ({ layers }) => legacyArrays(content.value, layers),
  })
}

function modelOf({ config, version, steps, arrays }: Saved): KerasModel {
  const major = /^(\d+)\./.exec(version ?? '')
  const reading: Reading = { kerasMajor: major ? Number(major[1]) : null, notes: [] }
  const topology = readTopology(parse(config), reading)
  const planned = planWeights(topology)
  const stored = storedWeights(planned, arrays(topology))
  return { topology: wrappedTopology(topology.topology, steps), ...stored, notes: reading.notes }
}

function parse(config: string | Uint8Array): unknown {
  if (config.length > mostText) throw broken('its description has no end')
  try {
    return JSON.parse(typeof config === 'string' ? config : new TextDecoder().decode(config))
  } catch {
    throw broken('its description is not JSON')
  }
}

type About = Pick<Saved, 'version' | 'steps'>

const aboutSchema = z.object({
  keras_version: z.string().nullish().catch(null),
  [stepsKey]: z.array(z.string()).max(1000).default([]).catch([]),
})

function aboutOf(metadata: Uint8Array | undefined): About {
  try {
    return aboutFrom(JSON.parse(new TextDecoder().decode(metadata)))
  } catch {
    return aboutFrom({})
  }
}

function aboutFrom(value: unknown): About {
  const about = aboutSchema.safeParse(value).data
  return { version: about?.keras_version ?? null, steps: about?.[stepsKey] ?? [] }
}
