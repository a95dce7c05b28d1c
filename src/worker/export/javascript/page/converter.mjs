// Turns a text into another with an encoder-decoder, always by the most probable token.
import { joinTokens } from '../unroll-join.mjs'
import { tokenize } from '../unroll-text.mjs'
import { indexOfLargest } from './draw.mjs'

const freeLength = 1000

/**
 * A generator function from a text to { read, written, tokens: [{ token, probability }], sourceTokens, attention }: the end is one of the
 * tokens; attention has a row for each of them, or is null.
 */
export function createConverter({ vocabulary: source, targetVocabulary: target }, network) {
  const [start, end] = ['<start>', '<end>'].map((name) => target.tokens.indexOf(name))
  const cut = createSource(source)
  return function* (text) {
    const { seen, ids, read } = cut(text)
    const encoded = yield* network.encode(ids)
    const limit = writingLimit(source.text, target.text, ids.length)
    const written = []
    const attention = []
    let id = start
    while (written.length < limit && id !== end) {
      const step = yield* network.decode(encoded, [id])
      id = likeliest(step.values, target.tokens.length)
      written.push({ id, probability: step.values[id] })
      if (step.attention) attention.push([...step.attention.subarray(0, seen.length)])
    }
    return {
      read,
      written: joinTokens(
        written.filter((one) => one.id !== end).map((one) => target.tokens[one.id]),
        target.text,
      ),
      tokens: written.map((one) => ({
        token: alone(target.tokens[one.id], target.text),
        probability: one.probability,
      })),
      sourceTokens: seen.map((token) => alone(token, source.text)),
      attention: attention.length > 0 ? attention : null,
    }
  }
}

/** A function from a text to the tokens that are read of it, and their ids. */
function createSource({ tokens, text: options, merges }) {
  // Before the tokens stand those that no text has.
  const reserved = options.level === 'word' ? 3 : 2
  const known = new Map(tokens.map((token, id) => [token, id]).slice(reserved))
  const unknown = tokens.indexOf('<unknown>')
  const limit = options.sequenceLength ?? freeLength
  return (text) => {
    const all = tokenize(text, options, merges)
    const seen = options.truncating === 'pre' ? all.slice(-limit) : all.slice(0, limit)
    const ids = seen.map((token) => known.get(token) ?? unknown)
    const read = { tokens: seen.length, unknown: ids.filter((id) => id === unknown).length }
    return { seen, read, ids: ids.length > 0 ? ids : [0] }
  }
}

/** How many tokens are written at the most: as trained, else well beyond what such a source asks for. */
function writingLimit(source, target, length) {
  const each = source.level === 'word' && target.level !== 'word' ? 12 : 3
  return target.sequenceLength ?? Math.min(freeLength, 50 + each * length)
}

/** Never padding, the start or the unknown, which are the first three. */
function likeliest(probabilities, count) {
  return 3 + indexOfLargest(probabilities.subarray(3, count))
}

/** Byte pairs as the text that they stand for. */
function alone(token, options) {
  return options.level === 'bpe' ? joinTokens([token], options) : token
}
