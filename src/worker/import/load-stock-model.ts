// Loads the file's model on tfjs's own layers, leaving nothing behind where that fails.
import type { LayersModel, Variable } from '@tensorflow/tfjs'
import { success, type Result } from '#shared/protocol/result'
import { tf } from '../backend'
import type { StoredModel } from '../inference/model-file'
import { unreadable } from './limits'

/** @param topology of tfjs, cleaned; the caller disposes the model. Fails with `run-unreadable`, naming `file`. */
export async function loadStockModel(
  topology: object,
  { weightSpecs, weights }: Pick<StoredModel, 'weightSpecs' | 'weights'>,
  file: string,
): Promise<Result<LayersModel>> {
  const { making, made } = makeModel(topology)
  let model: LayersModel
  try {
    model = await making
  } catch (error) {
    for (const variable of made) variable.dispose()
    return notLoaded(file, error)
  }
  try {
    tf.tidy(() => model.loadWeights(tf.io.decodeWeights(bufferOf(weights), [...weightSpecs])))
    return success(model)
  } catch (error) {
    model.dispose()
    return notLoaded(file, error)
  }
}

interface Making {
  readonly making: Promise<LayersModel>
  /** What it put into memory so far, also where it will fail. */
  readonly made: readonly Variable[]
}

/** Without weights tfjs makes the whole model before it first waits, so that nobody else's variables are among the new ones. */
function makeModel(topology: object): Making {
  const { registeredVariables: variables } = tf.engine()
  const before = new Set(Object.keys(variables))
  const config = { modelTopology: topology } as Parameters<typeof tf.models.modelFromJSON>[0] // every layer's options
  let making: Promise<LayersModel> | undefined
  // tfjs copies initial values into variables and leaves the values themselves to the surrounding tidy.
  tf.tidy(() => {
    making = tf.models.modelFromJSON(config)
  })
  if (!making) throw new Error('the model was not begun')
  return { making, made: Object.values(variables).filter(({ name }) => !before.has(name)) }
}

/** The bytes alone, where they may be part of a larger buffer. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}

function notLoaded(file: string, error: unknown): Result<never> {
  // What breaks inside of tfjs says nothing to a person.
  const isTold = error instanceof Error && !(error instanceof TypeError)
  const reason = isTold ? ` (${error.message.split('\n')[0].replace(/\.$/, '')})` : ''
  return unreadable(file, `TensorFlow.js cannot load it${reason}`)
}
