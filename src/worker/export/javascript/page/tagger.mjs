// What a tagger answers to a sentence.
import { createIdFinder } from '../unroll-words.mjs'
import { splitWords } from './split-words.mjs'

/**
 * A generator function from a sentence to { token, isUnknown, probabilities } for each of its words; a long one goes through the
 * network in pieces.
 */
export function createTagger({ vocabulary }, network) {
  const { tokens, text } = vocabulary
  const idOf = createIdFinder(vocabulary)
  // Before the words stand the reserved ids and the shapes of words.
  const first = tokens.findIndex((token, id) => id >= 3 && !(text.wordShapes && isShape(token)))
  const firstWord = first < 0 ? tokens.length : first
  const isUnknown = (word) => idOf(word) < firstWord
  const longest = text.sequenceLength ?? 1000
  return function* (sentence) {
    const words = splitWords(sentence, (word) => !isUnknown(word))
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

function isShape(token) {
  return /^<(\.|9|x9)>$/.test(token) || /^<(XX|Xx|xX|X)?[-.]?-[^<>\s]*>$/.test(token)
}
