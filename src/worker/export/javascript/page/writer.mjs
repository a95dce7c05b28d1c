// Writes on from a prompt with a language model, which keeps its states between tokens.
import { bytesOf, joinTokens } from '../unroll-join.mjs'
import { createIds } from '../unroll-text.mjs'
import { nextToken, randomAt } from './draw.mjs'

/** How many tokens before one matter to how it is written. */
const contextLength = 200

/**
 * A function from a prompt to a text in the making: next({ temperature, topK, seed }), a generator, gives what comes next,
 * { text, probability, alternatives: [{ text, probability }] }, or null at the end of the text.
 */
export function createWriter({ vocabulary }, network) {
  const { tokens } = vocabulary
  const idsOf = createIds(vocabulary)
  const [start, unknown, end] = ['<start>', '<unknown>', '<end>'].map((name) =>
    tokens.indexOf(name),
  )
  // The first four stand for no text.
  const isAllowed = (id) => id === end || (id >= 4 && id < tokens.length)
  return (prompt) => {
    const states = network.start()
    const pieces = createPieces(vocabulary.text)
    const found = idsOf(prompt)
    let unread = found.length > 0 ? found : [start]
    let count = 0
    const keep = (id) => (id >= 4 || id === unknown) && pieces.add(tokens[id])
    const inWords = ({ id, probability }) => ({
      text: id === end ? '<end>' : pieces.of(tokens[id]),
      probability,
    })
    return {
      *next({ temperature, topK, seed }) {
        const logits = yield* network.read(states, unread)
        unread.forEach(keep)
        count += unread.length
        const choice = { temperature, topK, random: randomAt(seed, count) }
        const { id, probability, alternatives } = nextToken(logits, choice, isAllowed)
        if (id < 0 || id === end) return null
        unread = [id]
        return { text: pieces.of(tokens[id]), probability, alternatives: alternatives.map(inWords) }
      },
    }
  }
}

/** What each token adds to the text, spaces included; '' for a part of a character. */
function createPieces(options) {
  const before = []
  return {
    of: (token) =>
      options.level === 'bpe' ? bytePiece(before, token) : piece(before, token, options),
    add(token) {
      before.push(token)
      if (before.length > contextLength) before.shift()
    },
  }
}

function piece(before, token, options) {
  if (options.level === 'character' || before.length === 0) return token
  return joinTokens([...before, token], options).slice(joinTokens(before, options).length)
}

function bytePiece(before, token) {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  decoder.decode(Uint8Array.from(unfinished(before)), { stream: true })
  return decoder.decode(Uint8Array.from(bytesOf(token)), { stream: true })
}

/** The bytes from the last that begins a character on; at most four. */
function unfinished(before) {
  const bytes = bytesOf(before.slice(-4).join('')).slice(-4)
  const lead = bytes.findLastIndex((byte) => (byte & 0xc0) !== 0x80)
  return lead < 0 ? [] : bytes.slice(lead)
}
