// What there is to say of a sentence whose tokens were tagged.
import type { TaggedToken, TaggingEvaluation } from '#shared/domain/evaluation'
import { formatCount, formatScore, plural } from '#shared/domain/format'

export interface ShownSentence {
  /** From 1, in the order that they came in. */
  readonly number: number
  readonly tokens: readonly TaggedToken[]
  readonly errors: number
}

/** The sentences with how many tags of each are wrong. */
export function countErrors(
  sentences: readonly (readonly TaggedToken[])[],
): readonly ShownSentence[] {
  return sentences.map((tokens, index) => ({
    number: index + 1,
    tokens,
    errors: tokens.filter(isWrong).length,
  }))
}

/** Whether another tag was predicted than the token has. */
export function isWrong({ actual, predicted }: TaggedToken): boolean {
  return actual !== predicted
}

/** What a pointer over a token tells. */
export function tokenTitle(token: TaggedToken): string {
  const unknown = token.isUnknown ? '; not in the vocabulary' : ''
  const sure = `probability ${formatScore(token.probability, 2)}${unknown}`
  return isWrong(token)
    ? `${token.token}: predicted ${token.predicted}, is ${token.actual}, ${sure}`
    : `${token.token}: ${token.predicted}, ${sure}`
}

/** The numbers over all tokens and entities, for a line of them. */
export function taggingEntries(
  evaluation: Pick<TaggingEvaluation, 'accuracy' | 'tokens' | 'macroF1' | 'entities' | 'rows'>,
): readonly { readonly title: string; readonly value: string; readonly detail: string }[] {
  const { accuracy, tokens, macroF1, entities, rows } = evaluation
  const all = { title: 'Tokens with the right tag', value: formatScore(accuracy) }
  const entries = [
    { ...all, detail: `of ${formatCount(tokens)} in ${plural(rows, 'sentence')}` },
    { title: 'F1, mean of the tags', value: formatScore(macroF1), detail: 'each tag alike' },
  ]
  if (!entities) return entries
  const { precision, recall, f1 } = entities
  const detail = `precision ${formatScore(precision)}, recall ${formatScore(recall)}`
  return [...entries, { title: 'F1 of whole entities', value: formatScore(f1), detail }]
}
