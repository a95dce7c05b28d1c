// Reads a model that Keras saved, model.keras or model.h5, as the tfjs model that computes the same. Nothing in the file is trusted.
import { z } from 'zod'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { readZip, type ZipLimits } from '../../../files/unzip'
import { isHdf5, readHdf5 } from '../../hdf5/read-hdf5'
import type { Hdf5Array } from '../../hdf5/tree'
import type { StoredModel } from '../../inference/model-file'
import { stepsKey, wrappedTopology } from '../../export/keras/plain-topology'
import { Remarks } from '../objections'
import { refuseLogits } from '../task-of'
import { readFileModel } from '../topology/file-model'
import { readNetwork } from '../topology/read-network'
import type { Reading } from './layer'
import { lossOf } from './loss'
import { attempt, broken, Refusal } from './refusal'
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
 * `model-refused`, naming each layer that means something which the lab's layers do not.
 * @param file as sentences name it
 */
export async function readKerasModel(bytes: Uint8Array, file: string): Promise<Result<KerasModel>> {
  const saved = isHdf5(bytes) ? await readLegacy(bytes, file) : await readArchive(bytes, file)
  if (!saved.ok) return saved
  try {
    return modelOf(saved.value, file)
  } catch (error) {
    if (error instanceof Refusal) return damaged(error, file)
    // A description that is nested without end runs out of stack.
    if (error instanceof RangeError) return damaged(broken('its description has no end'), file)
    throw error
  }
}

/** Of what is broken; what is refused is among the remarks. */
function damaged({ code, message }: Refusal, file: string): Failure {
  return failure(code, `${file}: ${message}. Take a model that Keras saved, whole and unchanged.`)
}

/** The parts of a file, before sense is made of them. */
interface Saved {
  readonly config: string | Uint8Array
  /** Of the Keras that saved it. */
  readonly version: string | null
  /** Of a file of the lab: the layers that are TimeDistributed here. */
  readonly steps: readonly string[]
  /** What it was compiled with, as JSON; null where the description says so itself, or nothing does. */
  readonly training: string | null
  /** By layer, in Keras's order. */
  arrays(topology: KerasTopology): ReadonlyMap<string, readonly Hdf5Array[]>
}

async function readArchive(bytes: Uint8Array, file: string): Promise<Result<Saved>> {
  const files = await readZip(bytes, file, zipLimits)
  if (!files.ok) return files
  const config = files.value.get('config.json')
  const weights = files.value.get('model.weights.h5')
  if (!config || !weights)
    return damaged(broken('it holds no config.json with a model.weights.h5 beside it'), file)
  // What an optimizer keeps is of no use here.
  const content = await readHdf5(weights, `model.weights.h5 in ${file}`, { left: ['optimizer'] })
  if (!content.ok) return content
  return success({
    config,
    training: null,
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
    return damaged(
      broken('it holds weights without the model (model_config); save it with model.save'),
      file,
    )
  const training = root?.get('training_config')
  return success({
    config,
    training: typeof training === 'string' ? training : null,
    ...aboutFrom({ keras_version: root?.get('keras_version'), [stepsKey]: root?.get(stepsKey) }),
    arrays: ({ layers }) => legacyArrays(content.value, layers),
  })
}

function modelOf(
  { config, version, steps, training, arrays }: Saved,
  file: string,
): Result<KerasModel> {
  const major = /^(\d+)\./.exec(version ?? '')
  const remarks = new Remarks()
  const kerasMajor = major ? Number(major[1]) : null
  const reading: Reading = { kerasMajor, remarks, standIns: new Set() }
  const described = parse(config)
  const read = attempt(remarks, () => readTopology(described, reading))
  if (read && remarks.isRefused) refuseFurther(read, file, reading)
  const refused = remarks.failure(file)
  if (refused) return refused
  if (!read) throw new Error('a model was neither read nor refused')
  const stored = storedWeights(planWeights(read), arrays(read))
  const loss = lossOf(training ?? described)
  const topology = {
    ...wrappedTopology(read.topology, steps),
    ...(loss !== null && { training_config: { loss } }),
  }
  return success({ topology, ...stored, notes: remarks.notes })
}

/** What speaks against such a model wherever it comes from, for a file that is refused already: one sentence has all of it. */
function refuseFurther(
  { topology }: KerasTopology,
  file: string,
  { remarks, standIns }: Reading,
): void {
  const model = readFileModel(topology, file, remarks)
  const network = model.ok ? readNetwork(model.value, remarks) : null
  // Of how many axes a layer gets nobody knows after one that could not be read.
  if (network && standIns.size === 0) refuseLogits(network, remarks)
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
