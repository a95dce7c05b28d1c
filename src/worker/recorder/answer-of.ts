// What a network says to a probe, in few words.
import type { InspectedOutput } from '#shared/domain/inside/inspection'
import type { Experiment } from '#shared/experiment/schema'
import { targetTextOf, type TextOptions } from '#shared/experiment/text'
import { joinTokens } from '../text/detokenize'
import type { Looked } from './look-at-probe'

interface Answer {
  readonly answer: string
  /** Of a written text the mean of its tokens', as a product has it; null of a number. */
  readonly probability: number | null
}

/** The likeliest label or token of the last output; of an encoder-decoder the likeliest token at each step, up to the end. */
export function answerOf(
  { outputs, target }: Pick<Looked, 'outputs' | 'target'>,
  { text }: Pick<Experiment, 'text'>,
): Answer {
  if (target) return writtenAnswer(outputs, targetTextOf(text))
  const last = outputs.at(-1)?.top[0]
  return { answer: last?.label ?? '', probability: last?.probability ?? null }
}

function writtenAnswer(outputs: readonly InspectedOutput[], text: TextOptions): Answer {
  const likeliest = outputs.map(({ top }) => top[0])
  const end = likeliest.findIndex(({ label }) => label === '<end>')
  const said = end < 0 ? likeliest : likeliest.slice(0, end + 1)
  const tokens = said.map(({ label }) => label).filter((label) => label !== '<end>')
  // Byte pairs are named by the text that they stand for.
  const answer = text.level === 'bpe' ? tokens.join('') : joinTokens(tokens, text)
  const sum = said.reduce((total, one) => total + Math.log(one.probability ?? 1), 0)
  return { answer, probability: said.length === 0 ? null : Math.exp(sum / said.length) }
}
