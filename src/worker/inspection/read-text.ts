// A text as the steps that a network takes over it, and which of them are the text's own tokens.
import type { Axis, InspectedToken } from '#shared/domain/inside/inspection'
import {
  freeLengthLimit,
  targetTextOf,
  vocabularySizeOf,
  type TextOptions,
} from '#shared/experiment/text'
import { failure, success, type Result } from '#shared/protocol/result'
import { finished } from '../tasks/seq2seq/data/encode-sequence'
import { splitWords } from '../tasks/tagging/split-words'
import { WordIds } from '../tasks/tagging/word-ids'
import { batchOfTexts } from '../text/batches'
import { joinTokens } from '../text/detokenize'
import { idsOf, lengthLimit, sequenceLengthOf, writeSequence } from '../text/encode'
import { createTokenizer } from '../text/tokenizer'
import type { Vocabulary } from '../text/vocabulary'
import type { Subject } from './networks'

/** What a network reads. */
export interface ReadText {
  /** All steps: padding and the start id too. Token i is read at step `axis.paddingBefore` + i. */
  readonly ids: Int32Array
  readonly axis: Axis
}

/** A text's tokens as the run's task cuts them, with the id that each is read as. */
export function tokensOf(subject: Subject, text: string): InspectedToken[] {
  const { experiment, vocabulary } = subject
  if (experiment.task === 'tagging') return taggedTokens(subject, text)
  const tokens = createTokenizer(experiment.text, vocabulary.merges)(text)
  return tokensIn(vocabulary, tokens, experiment.text)
}

/**
 * The text as the model reads it: cut, opened by a start id and padded as for a prediction. Fails with `data-unusable` when it has
 * no tokens.
 */
export function readText(subject: Subject, text: string): Result<ReadText> {
  const tokens = tokensOf(subject, text)
  const read = stepsOf(subject, tokens)
  return read.axis.tokens.length === 0 ? noTokens() : success(read)
}

/** The steps over tokens that were cut out of a text before. */
export function stepsOf(subject: Subject, tokens: readonly InspectedToken[]): ReadText {
  switch (subject.experiment.task) {
    case 'classification':
      return paddedSteps(subject, tokens)
    case 'tagging':
      return plainSteps(tokens, lengthLimit(subject.experiment.text), null)
    case 'language-model':
      return plainSteps(tokens, languageModelLimit(subject), subject.vocabulary.start)
    case 'seq2seq':
      return sourceSteps(subject, tokens)
  }
}

/** A language model reads texts of any length; here each step's answer over its whole vocabulary is kept. */
function languageModelLimit({ experiment }: Subject): number {
  const bySize = Math.floor(mostLogits / vocabularySizeOf(experiment.text))
  return Math.max(1, Math.min(freeLengthLimit, bySize))
}

const mostLogits = 20_000_000

/** What a decoder is to write: a target's tokens, cut, with the end. */
export function targetTokens({ experiment, targetVocabulary }: Subject, text: string): Int32Array {
  if (!targetVocabulary) return new Int32Array()
  const target = targetTextOf(experiment.text)
  const tokens = createTokenizer(target, targetVocabulary.merges)(text)
  return finished(idsOf(tokens, targetVocabulary), target, targetVocabulary)
}

/** What a decoder was given at each step: the start, then what stands before each token. */
export function decoderAxis(subject: Subject, ids: readonly number[]): Axis {
  const { targetVocabulary, experiment } = subject
  const text = targetTextOf(experiment.text)
  const tokens = ids.map((id) => ({
    token: tokenName(targetVocabulary ?? subject.vocabulary, id, text),
    id,
    isUnknown: id === targetVocabulary?.unknown,
  }))
  return { tokens, paddingBefore: 0, paddingAfter: 0, cut: 0 }
}

/** The token of an id by itself; of byte pairs the text that they stand for. */
export function tokenName(vocabulary: Vocabulary, id: number, text: TextOptions): string {
  const token = vocabulary.tokens[id] ?? `id ${id}`
  return id < vocabulary.reserved ? token : shown(token, text)
}

/** The id of a text's first token; null where it has none. */
export function tokenIdOf(vocabulary: Vocabulary, text: TextOptions, given: string): number | null {
  const [token] = createTokenizer(text, vocabulary.merges)(given) as (string | undefined)[] // there may be none
  return token === undefined ? null : vocabulary.idOf(token)
}

function shown(token: string, text: TextOptions): string {
  return text.level === 'bpe' ? joinTokens([token], text) : token
}

function noTokens(): Result<never> {
  return failure('data-unusable', 'The text is empty: type at least one token to look at.')
}

function tokensIn(
  vocabulary: Vocabulary,
  tokens: readonly string[],
  text: TextOptions,
): InspectedToken[] {
  const ids = idsOf(tokens, vocabulary)
  return tokens.map((token, place) => ({
    token: shown(token, text),
    id: ids[place],
    isUnknown: ids[place] === vocabulary.unknown,
  }))
}

function taggedTokens({ experiment, vocabulary }: Subject, text: string): InspectedToken[] {
  const words = new WordIds(vocabulary, experiment.text)
  const tokens = splitWords(text, (token) => !words.isUnknown(words.idOf(token)))
  return tokens.map((token) => {
    const id = words.idOf(token)
    return { token, id, isUnknown: words.isUnknown(id) }
  })
}

/** Of a classifier: as `encodeText` and `batchOfTexts` put it together. */
function paddedSteps({ experiment }: Subject, tokens: readonly InspectedToken[]): ReadText {
  const { text } = experiment
  // Places below zero are written as ids are, so that each step tells which token it is; the start id is above.
  const places = Int32Array.from(tokens, (_, place) => -1 - place)
  const written = new Int32Array(sequenceLengthOf(places.length, text))
  writeSequence(written, 0, places, text)
  const { ids } = batchOfTexts([written], text)
  const first = ids.findIndex((id) => id < 0)
  const kept = Array.from(
    ids.filter((id) => id < 0),
    (place) => tokens[-1 - place],
  )
  for (const [index, id] of ids.entries()) if (id < 0) ids[index] = tokens[-1 - id].id
  const before = first < 0 ? ids.length : first
  return { ids, axis: axisOf(kept, before, ids.length, tokens.length - kept.length) }
}

/** @param start the id that is read before the first token; null: none */
function plainSteps(
  tokens: readonly InspectedToken[],
  limit: number,
  start: number | null,
): ReadText {
  const kept = tokens.slice(0, limit)
  const leading = start === null ? [] : [start]
  const ids = Int32Array.from([...leading, ...kept.map(({ id }) => id)])
  return { ids, axis: axisOf(kept, leading.length, ids.length, tokens.length - kept.length) }
}

function sourceSteps(
  { experiment, vocabulary }: Subject,
  tokens: readonly InspectedToken[],
): ReadText {
  const places = Int32Array.from(tokens, (_, place) => place)
  const kept = Array.from(finished(places, experiment.text, vocabulary), (place) => tokens[place])
  const ids = Int32Array.from(kept, ({ id }) => id)
  return { ids, axis: axisOf(kept, 0, ids.length, tokens.length - kept.length) }
}

function axisOf(
  tokens: readonly InspectedToken[],
  paddingBefore: number,
  steps: number,
  cut: number,
): Axis {
  const paddingAfter = Math.max(0, steps - paddingBefore - tokens.length)
  return { tokens, paddingBefore, paddingAfter, cut }
}
