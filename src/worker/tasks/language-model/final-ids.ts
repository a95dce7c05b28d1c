// From the ids that tokens had while documents were read to those of the vocabulary.
import { applyMerges } from '../../text/bpe'
import type { Vocabulary } from '../../text/vocabulary'
import type { DocumentCollector } from './collect-documents'

/** Gives each provisional id its final ones: one, or of a chunk of byte pairs as many as it has tokens. */
export class FinalIds {
  /** Provisional id i stands for ids[starts[i]] up to ids[starts[i] + counts[i]]. */
  readonly #starts: Int32Array
  readonly #counts: Uint16Array
  readonly #ids: number[] = []

  constructor(
    { dictionary }: Pick<DocumentCollector, 'dictionary'>,
    private readonly vocabulary: Vocabulary,
  ) {
    this.#starts = new Int32Array(dictionary.slots)
    this.#counts = new Uint16Array(dictionary.slots)
    const { merges } = vocabulary
    for (const [token, provisional] of dictionary.entries()) {
      const tokens = merges ? applyMerges(token, merges) : [token]
      this.#starts[provisional] = this.#ids.length
      this.#counts[provisional] = tokens.length
      for (const one of tokens) this.#ids.push(vocabulary.idOf(one))
    }
  }

  /** Calls `take` with each final id; a negative provisional id stands for a token that was dropped. */
  forEach(provisional: Int32Array, take: (id: number) => void): void {
    for (const id of provisional) {
      if (id < 0) take(this.vocabulary.unknown)
      else
        for (let at = this.#starts[id], end = at + this.#counts[id]; at < end; at++)
          take(this.#ids[at])
    }
  }
}
