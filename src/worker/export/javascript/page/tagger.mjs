// What a tagger answers to a sentence.
import { createWordReader } from '../unroll-words.mjs'

/**
 * A generator function from a sentence to { token, isUnknown, probabilities } for each of its words; a long one goes through the
 * network in pieces.
 */
export function createTagger({ vocabulary }, network) {
  const { idOf, isUnknown, tokensOf } = createWordReader(vocabulary)
  const longest = vocabulary.text.sequenceLength ?? 1000
  return function* (sentence) {
    const words = tokensOf(sentence)
    const tagged = []
    for (let from = 0; from < words.length; from += longest) {
      const piece = words.slice(from, from + longest)
      const { values, width } = yield* network.run({ ids: piece.map(idOf) })
      for (const [row, token] of piece.entries()) {
        const probabilities = [...values.subarray(row * width, (row + 1) * width)]
        tagged.push({ token, isUnknown: isUnknown(token), probabilities })
      }
    }
    return tagged
  }
}
