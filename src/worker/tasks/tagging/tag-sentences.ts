// Lets a network tag sentences: in groups of one length, so that no answer depends on padding or on other sentences.
import type { LayersModel, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../../backend'
import { sequenceLogitsOf } from '../../model/forward'
import { rowLosses } from '../../training/losses'

/** What the network gives for sentences of one length. */
export interface TaggedGroup {
  /** [rows, length, tags] */
  readonly probabilities: ArrayLike<number>
  /** [rows, length]; empty where the tags were not given. */
  readonly losses: ArrayLike<number>
  readonly tags: number
}

/**
 * Tags sentences of one length.
 * @param ids of each sentence
 * @param actual the tags that each should have; null: not known
 */
export function tagGroup(
  model: LayersModel,
  ids: readonly Int32Array[],
  actual: readonly Int32Array[] | null,
): TaggedGroup {
  const length = ids[0].length
  return tf.tidy(() => {
    const input = tf.tensor2d(joined(ids), [ids.length, length], 'int32')
    const logits = sequenceLogitsOf(model, input, false)
    const tags = logits.shape[2]
    const flat: Tensor2D = tf.reshape(logits, [ids.length * length, tags])
    return {
      probabilities: tf.softmax(flat).dataSync(),
      losses: actual ? rowLosses(flat, tf.tensor1d(joined(actual), 'int32')).dataSync() : [],
      tags,
    }
  })
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const length = parts[0].length
  const all = new Int32Array(parts.length * length)
  for (const [index, part] of parts.entries()) all.set(part, index * length)
  return all
}

/** The most probable tag at a place of a group, the place counted over all its sentences. */
export function likeliestTag(
  { probabilities, tags }: Pick<TaggedGroup, 'probabilities' | 'tags'>,
  place: number,
): number {
  let best = 0
  for (let tag = 1; tag < tags; tag++)
    if (probabilities[place * tags + tag] > probabilities[place * tags + best]) best = tag
  return best
}
