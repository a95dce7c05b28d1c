// Which text options each task has a use for, and what the length is called there.
import type { Task } from '#shared/experiment/schema'

/** Vocabulary size and length are there for every task. */
export type TextField =
  'level' | 'padding' | 'truncating' | 'lowercase' | 'stripHtml' | 'punctuation' | 'wordShapes'

export const fieldsOfTask: Readonly<Record<Task, readonly TextField[]>> = {
  classification: ['level', 'padding', 'truncating', 'lowercase', 'stripHtml', 'punctuation'],
  // Its words are given, and batches are of like lengths.
  tagging: ['truncating', 'lowercase', 'wordShapes'],
  'language-model': ['level', 'lowercase', 'stripHtml', 'punctuation'],
  seq2seq: ['level', 'truncating', 'lowercase', 'stripHtml', 'punctuation'],
}

/** Targets are cut at the end and hold no HTML of their own. */
export const targetFields: readonly TextField[] = ['level', 'lowercase', 'punctuation']

interface LengthWords {
  readonly label: string
  readonly hint: string
}

export const lengthWords: Readonly<Record<Task, LengthWords>> = {
  classification: {
    label: 'Sequence length',
    hint: 'Longer texts are cut, shorter ones padded. Empty: as long as each text, up to 1,000.',
  },
  tagging: {
    label: 'Sentence length',
    hint: 'Longer sentences are cut. Empty: as long as each, up to 1,000.',
  },
  'language-model': {
    label: 'Window length',
    hint: 'How far back one step of training reaches. Empty: 100.',
  },
  seq2seq: { label: 'Source length', hint: 'Longer sources are cut. Empty: up to 1,000.' },
}

export const targetLengthWords: LengthWords = {
  label: 'Target length',
  hint: 'The most that is trained on and written. Empty: as the source.',
}
