// What a task measures of an epoch beside loss and accuracy: which names there are, and what people call them.
import type { Experiment } from '../experiment/schema'
import { targetTextOf } from '../experiment/text'
import { formatScore, formatShare } from './format'

/** The names that the epochs of an experiment usually have among their `extras`, the headline among them. */
export function extraNamesOf({
  task,
  data,
  text,
}: Pick<Experiment, 'task' | 'data' | 'text'>): readonly string[] {
  switch (task) {
    case 'classification':
      return {
        class: [],
        labels: ['valMicroF1', 'valMacroF1', 'valExactMatch'],
        number: ['valMeanAbsoluteError', 'valR2'],
      }[data.labelKind]
    case 'tagging':
      return ['valMacroF1', 'valEntityF1']
    case 'language-model':
      return ['perplexity', 'valPerplexity', 'valBitsPerCharacter']
    case 'seq2seq':
      return [
        ...['valExactMatch', 'valChrf'],
        // Of words alone.
        ...(targetTextOf(text).level === 'character' ? [] : ['valBleu']),
      ]
  }
}

/** Words that are written otherwise than their names say. */
const spellings: Readonly<Record<string, string>> = {
  f1: 'F1',
  r2: 'R²',
  chrf: 'chrF',
  bleu: 'BLEU',
}
const shares: readonly string[] = ['exactMatch']

/** For example "validation bits per character" of `valBitsPerCharacter`. */
export function extraWords(name: string): string {
  const words = plainName(name)
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()
    .split(' ')
    .map((word) => spellings[word] ?? word)
    .join(' ')
  return isOfValidation(name) ? `validation ${words}` : words
}

/** The number for people; "none" where there is none, as of targets that have no words. */
export function formatExtra(name: string, value: number): string {
  if (!Number.isFinite(value)) return 'none'
  if (shares.includes(plainName(name))) return formatShare(value)
  return value >= 1000 ? value.toFixed(0) : formatScore(value)
}

/** Whether it was measured on the validation rows rather than on the training rows. */
export function isOfValidation(name: string): boolean {
  return /^val[A-Z]/.test(name)
}

/** Without the `val` that tells of the validation rows: `bitsPerCharacter`. */
export function plainName(name: string): string {
  const plain = isOfValidation(name) ? name.slice(3) : name
  return plain[0].toLowerCase() + plain.slice(1)
}
