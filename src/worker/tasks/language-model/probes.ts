// Stretches of the validation text whose inside is worth following through a training.
import type { Probe } from '#shared/domain/inside/timeline'
import type { TextOptions } from '#shared/experiment/text'
import { joinTokens } from '../../text/detokenize'
import type { Vocabulary } from '../../text/vocabulary'
import type { TokenStream } from './token-stream'

/** Tokens of a stretch. */
const lengths: Record<TextOptions['level'], number> = { character: 40, word: 16, bpe: 20 }

/** Stretches at equal distances, each with the token that follows it for its answer. */
export function streamProbes(
  { ids }: Pick<TokenStream, 'ids'>,
  vocabulary: Vocabulary,
  text: TextOptions,
  count: number,
): Probe[] {
  const length = Math.min(lengths[text.level], Math.floor(ids.length / (count + 1)) - 1)
  if (length < 2) return []
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor(((index + 1) * ids.length) / (count + 1)) - length
    return probeAt(ids.subarray(start, start + length + 1), vocabulary, text)
  }).filter((probe) => probe.text.trim() !== '')
}

/** @param stretch the tokens and the one after them */
function probeAt(stretch: Int32Array, vocabulary: Vocabulary, text: TextOptions): Probe {
  const { tokens, reserved } = vocabulary
  const written = Array.from(stretch.subarray(0, -1))
    .filter((id) => id >= reserved)
    .map((id) => tokens[id])
  const next = stretch[stretch.length - 1]
  return {
    text: joinTokens(written, text),
    answer: next >= reserved ? joinTokens([tokens[next]], text) : null,
  }
}
