// From the ids that tokens had while rows were read to those of the vocabulary.
import { applyMerges } from './bpe'
import type { Pause } from './control'
import type { TokenDictionary } from './token-dictionary'
import type { Vocabulary } from './vocabulary'

/** Tokens between two looks at whether to stop. */
const tokensAtOnce = 4096

export interface FinalIds {
  /** How many final ids a row has. */
  lengthOf(provisional: Int32Array): number
  /** A row's final ids; a negative provisional id becomes the unknown one. */
  of(provisional: Int32Array): Int32Array
}

/** The final ids of all tokens, or of chunks of byte pairs; undefined when stopped. */
export function finalIdsOf(
  dictionary: TokenDictionary,
  vocabulary: Vocabulary,
  pause: Pause,
): Promise<FinalIds | undefined> {
  const { merges } = vocabulary
  return merges === null
    ? singleIds(dictionary, vocabulary, pause)
    : manyIds(dictionary, vocabulary, merges, pause)
}

/** Each provisional id has one final id. */
async function singleIds(
  dictionary: TokenDictionary,
  { idOf, unknown }: Vocabulary,
  pause: Pause,
): Promise<FinalIds | undefined> {
  const final = new Int32Array(dictionary.slots)
  let done = 0
  for (const [token, id] of dictionary.entries()) {
    final[id] = idOf(token)
    if (++done % tokensAtOnce === 0 && (await pause())) return undefined
  }
  return {
    lengthOf: (provisional) => provisional.length,
    of: (provisional) => provisional.map((id) => (id < 0 ? unknown : final[id])),
  }
}

/** Each provisional id, that of a chunk, has as many final ids as the chunk has tokens. */
async function manyIds(
  dictionary: TokenDictionary,
  { idOf, unknown }: Vocabulary,
  merges: readonly string[],
  pause: Pause,
): Promise<FinalIds | undefined> {
  const pieces = new Array<Int32Array>(dictionary.slots)
  let done = 0
  for (const [chunk, id] of dictionary.entries()) {
    pieces[id] = Int32Array.from(applyMerges(chunk, merges), idOf)
    if (++done % tokensAtOnce === 0 && (await pause())) return undefined
  }
  const lengthOf = (provisional: Int32Array): number => {
    let length = 0
    for (const id of provisional) length += id < 0 ? 1 : pieces[id].length
    return length
  }
  return {
    lengthOf,
    of: (provisional) => {
      const final = new Int32Array(lengthOf(provisional))
      let at = 0
      for (const id of provisional) {
        if (id < 0) final[at++] = unknown
        else {
          final.set(pieces[id], at)
          at += pieces[id].length
        }
      }
      return final
    },
  }
}
