// How sources and targets become the ids that are kept: cut to their lengths, targets with an end.
import { freeLengthLimit, type TextOptions } from '#shared/experiment/text'
import type { Vocabulary } from '../../../text/vocabulary'

/** The most ids that a text keeps, the end of a target counted in. */
export function longestOf({ sequenceLength }: Pick<TextOptions, 'sequenceLength'>): number {
  return sequenceLength ?? freeLengthLimit
}

/** A text's ids, cut; a target that is not cut ends with the end. */
export function finished(
  ids: Int32Array,
  text: Pick<TextOptions, 'sequenceLength' | 'truncating'>,
  { end }: Pick<Vocabulary, 'end'>,
): Int32Array {
  const limit = longestOf(text)
  if (end !== null && ids.length < limit) return Int32Array.of(...ids, end)
  if (ids.length <= limit) return ids
  return text.truncating === 'pre' ? ids.slice(ids.length - limit) : ids.slice(0, limit)
}

/** Whether a text of so many tokens loses some, or its end. */
export function isCut(
  tokens: number,
  text: TextOptions,
  { end }: Pick<Vocabulary, 'end'>,
): boolean {
  return tokens + (end === null ? 0 : 1) > longestOf(text)
}
