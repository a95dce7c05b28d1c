// Holds what the lab computes of an imported model against what stock tfjs computes of the file's.
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parityLimit } from '#shared/domain/export'
import { formatDifference } from '#shared/domain/format'
import { failure, type Failure } from '#shared/protocol/result'
import { tf } from '../backend'
import { releaseMasks } from '../model/dropout'
import type { LoadControl } from '../text/control'
import { seededRandom } from '../text/random'
import { importStopped } from './steps'
import type { IdMap } from './words/id-map'

const seed = 7
const freeLengths = [1, 9, 17]
/** Texts of a fixed length that are tried; where these have many steps less, since tfjs takes its time. */
const fixedTexts = 3
const manySteps = 3000

export interface Compared {
  /** The file's model, on the layers of tfjs. */
  readonly stock: LayersModel
  /** The lab's, on its kernels. */
  readonly own: LayersModel
  /** Ids of each input. */
  readonly ids: readonly number[]
  readonly map: IdMap
  /** Tokens that are taken; null for any number. */
  readonly inputLength: number | null
  readonly isWriting: boolean
  /** Layers that stock tfjs runs step by step. */
  readonly stepwise: number
}

/** Null when both give the same for random ids; else a refusal with the largest difference, or `stopped`. */
export async function findDifference(
  compared: Compared,
  file: string,
  control: LoadControl,
): Promise<Failure | null> {
  const random = seededRandom(seed)
  let largest = 0
  for (const length of lengthsFor(compared)) {
    await nextTurn()
    if (control.isStopped()) return importStopped()
    largest = Math.max(largest, differenceAt(compared, length, random))
  }
  releaseMasks(compared.stock)
  releaseMasks(compared.own)
  if (largest <= parityLimit) return null
  return failure(
    'model-refused',
    `${file} cannot be imported: what the lab computes with its weights differs from what TensorFlow.js computes, by up to ${formatDifference(largest)} where ${formatDifference(parityLimit)} is allowed. Report this with the file.`,
  )
}

function lengthsFor({ inputLength, stepwise }: Compared): readonly number[] {
  if (inputLength === null) return freeLengths
  const texts = stepwise * inputLength > manySteps ? 1 : fixedTexts
  return Array<number>(texts).fill(inputLength)
}

function differenceAt(
  { stock, own, ids, map, isWriting }: Compared,
  length: number,
  random: () => number,
): number {
  return tf.tidy(() => {
    const inputs = ids.map((count) => Array.from({ length }, () => Math.floor(random() * count)))
    const mapped = inputs.map((read) => (map.source ? read.map((id) => map.target[id]) : read))
    const expected = outputOf(stock, inputs)
    const answer = outputOf(own, mapped)
    const columns = tf.tensor1d(map.target, 'int32')
    const found =
      map.source && isWriting ? tf.gather(answer, columns, answer.shape.length - 1) : answer
    return largestDifference(found, expected)
  })
}

function outputOf(model: LayersModel, inputs: readonly (readonly number[])[]): Tensor {
  const tensors = inputs.map((ids) => tf.tensor2d([...ids], [1, ids.length], 'int32'))
  return model.predict(tensors) as Tensor // one output
}

/** Of numbers beyond 1 in proportion; infinite where shapes or what is a number differ. */
function largestDifference(found: Tensor, expected: Tensor): number {
  if (String(found.shape) !== String(expected.shape)) return Infinity
  const values = expected.dataSync<'float32'>()
  return found.dataSync<'float32'>().reduce((largest, value, index) => {
    const difference = Math.abs(value - values[index]) / Math.max(1, Math.abs(values[index]))
    return Number.isNaN(difference) ? Infinity : Math.max(largest, difference)
  }, 0)
}
