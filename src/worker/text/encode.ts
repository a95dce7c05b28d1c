// Turns a text into token ids, cut to the length limit.
import { freeLengthLimit, type TextOptions } from '#shared/experiment/text'
import { createTokenizer } from './tokenizer'
import type { Vocabulary } from './vocabulary'

/** The id that opens every word-level sequence, as in Keras's `imdb.load_data`. */
const startId = 1

/** The most ids of a text that are kept, the start id counted in. */
export function lengthLimit(options: TextOptions): number {
  return options.sequenceLength ?? freeLengthLimit
}

/** How many ids come before a text's own: the start id at word level. */
function leadingIds(level: TextOptions['level']): number {
  return level === 'word' ? 1 : 0
}

/**
 * Writes a text's ids to `target` from `at` on, cut to the length limit, and tells where they end.
 * `pre` cuts at the front (the start id goes first, as in Keras's `pad_sequences`), `post` at the end.
 */
export function writeSequence(
  target: Int32Array,
  at: number,
  ids: Int32Array,
  options: TextOptions,
): number {
  const leading = leadingIds(options.level)
  const whole = leading + ids.length
  const length = Math.min(whole, lengthLimit(options))
  const first = options.truncating === 'pre' ? whole - length : 0
  if (first < leading) target.fill(startId, at, at + leading - first)
  const begin = Math.max(0, first - leading)
  target.set(ids.subarray(begin, first + length - leading), at + Math.max(0, leading - first))
  return at + length
}

/** How many ids `writeSequence` writes for a text of so many tokens. */
export function sequenceLengthOf(tokens: number, options: TextOptions): number {
  return Math.min(leadingIds(options.level) + tokens, lengthLimit(options))
}

/** Whether a text of so many tokens loses ids, the start id counted in. */
export function isCut(tokens: number, options: TextOptions): boolean {
  return leadingIds(options.level) + tokens > lengthLimit(options)
}

/** The ids of tokens, neither opened by a start id nor cut. */
export function idsOf(tokens: readonly string[], vocabulary: Vocabulary): Int32Array {
  return Int32Array.from(tokens, (token) => vocabulary.idOf(token))
}

/**
 * A text as ids for a vocabulary to read, not padded: at word level 1 and then the words, else the characters or byte pairs;
 * unknown tokens are 2 and 1. Cut to the length limit by `options.truncating`.
 */
export function encodeText(text: string, vocabulary: Vocabulary, options: TextOptions): Int32Array {
  const ids = idsOf(createTokenizer(options, vocabulary.merges)(text), vocabulary)
  const sequence = new Int32Array(sequenceLengthOf(ids.length, options))
  writeSequence(sequence, 0, ids, options)
  return sequence
}
