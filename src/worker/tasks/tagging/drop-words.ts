// Has a network read some training words as unknown ones, so that it learns what to make of these.
import { deriveSeed, streams } from '../../model/seeds'
import { seededRandom } from '../../text/random'
import type { EncodedSentences } from './encode-sentences'

type Words = Pick<EncodedSentences, 'vocabulary' | 'wordIds' | 'counts'>

/**
 * Word dropout: a word of n training tokens is read as unknown, or as its shape, with the chance strength / (strength + n)
 * (Kiperwasser and Goldberg 2016, https://aclanthology.org/Q16-1023).
 */
export class WordDropout {
  readonly #chances: Float64Array
  /** What each id is read as when its word is dropped. */
  readonly #instead: Int32Array

  constructor(
    { vocabulary, wordIds, counts }: Words,
    private readonly strength: number,
    private readonly seed: number,
  ) {
    this.#chances = counts.map((count) => strength / (strength + count))
    this.#instead = Int32Array.from(vocabulary.tokens, (token, id) =>
      wordIds.isUnknown(id) ? id : wordIds.shapeId(token),
    )
  }

  /** Drops words of a sentence where its ids are; which ones is a function of the seed, the epoch and the sentence alone. */
  apply(ids: Int32Array, epoch: number, sentence: number): void {
    if (this.strength === 0) return
    const random = seededRandom(deriveSeed(this.seed, streams.order, epoch, sentence, 1))
    for (const [place, id] of ids.entries())
      if (random() < this.#chances[id]) ids[place] = this.#instead[id]
  }
}
