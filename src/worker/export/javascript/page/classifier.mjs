// What a classifier answers to a text.
import { createEncoder, createIds } from '../unroll-text.mjs'

/**
 * A generator function from a text to { tokens, unknown } and by labelKind { probabilities } in the order of the labels, or { value }.
 */
export function createClassifier({ vocabulary, labelKind, scale }, network) {
  const encode = createEncoder(vocabulary)
  const idsOf = createIds(vocabulary)
  const none = vocabulary.tokens.indexOf('<unknown>')
  return function* (text) {
    const { values } = yield* network.run({ ids: encode(text) })
    const ids = idsOf(text)
    const read = { tokens: ids.length, unknown: ids.filter((id) => id === none).length }
    if (labelKind === 'number') return { ...read, value: values[0] * scale.deviation + scale.mean }
    // One sigmoid unit gives the probability of the second label.
    const isSecond = labelKind === 'class' && values.length === 1
    return { ...read, probabilities: isSecond ? [1 - values[0], values[0]] : [...values] }
  }
}
