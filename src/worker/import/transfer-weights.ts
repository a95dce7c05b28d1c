// Puts the weights of the file's model, as stock tfjs loaded it, into the model that the lab built.
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend'
import type { IdMap } from './words/id-map'

/** A layer of the lab's model and the one of the file's that has its weights. */
export interface LayerPair {
  readonly layer: string
  readonly source: string
}

/** What an id that the file's model lacks gets before the softmax: so little that it is never written. */
const never = -50

/** @param isWriting whether the last layer has an output for each id */
export function transferWeights(
  from: LayersModel,
  to: LayersModel,
  pairs: readonly LayerPair[],
  ids: { readonly map: IdMap; readonly isWriting: boolean },
): void {
  tf.tidy(() => {
    for (const [index, { layer, source }] of pairs.entries()) {
      const values = from.getLayer(source).weights.map((weight) => weight.read())
      const mapped = mapWeights(values, index, pairs.length, ids)
      const targets = to.getLayer(layer).weights
      if (mapped.length !== targets.length)
        throw new Error(
          `layer "${source}" has ${mapped.length} weights where ${targets.length} are expected`,
        )
      for (const [place, target] of targets.entries()) target.write(mapped[place])
    }
  })
}

function mapWeights(
  values: readonly Tensor[],
  index: number,
  count: number,
  { map, isWriting }: { readonly map: IdMap; readonly isWriting: boolean },
): readonly Tensor[] {
  if (!map.source) return values
  if (index === 0) return [tf.gather(values[0], tf.tensor1d(map.source, 'int32'))]
  return isWriting && index === count - 1 ? outputs(values, map.source, map) : values
}

/** A column for each of the lab's ids; those that stand for nothing in the file give `never`. */
function outputs([kernel, bias]: readonly Tensor[], source: Int32Array, map: IdMap): Tensor[] {
  const columns = tf.tensor1d(source, 'int32')
  const own = tf.tensor1d(Array.from(source, (from, id) => (map.target[from] === id ? 1 : 0)))
  const from = bias ?? tf.zeros([kernel.shape[1] ?? 0])
  const lost = tf.mul(tf.sub(1, own), never)
  return [
    tf.mul(tf.gather(kernel, columns, 1), own),
    tf.add(tf.mul(tf.gather(from, columns), own), lost),
  ]
}
