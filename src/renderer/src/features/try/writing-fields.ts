// The numbers that a text is written by, as fields, and the sentence about each that holds no usable value.
import { mostTokens } from '../../state/writing-settings.svelte'
import type { FormField } from '../../ui/form-field'

export const lengthFields: readonly FormField[] = [
  {
    kind: 'number',
    key: 'length',
    label: 'Length',
    unit: 'tokens',
    step: 50,
    min: 1,
    max: mostTokens,
  },
]

/** Those that are rarely changed. */
export const rareFields: readonly FormField[] = [
  {
    kind: 'number',
    key: 'topK',
    label: 'Top-k',
    hint: 'Only so many of the most probable.',
    empty: 'all',
    step: 1,
    min: 1,
  },
  {
    kind: 'number',
    key: 'topP',
    label: 'Top-p',
    hint: 'Only those that make up this share.',
    empty: 'all',
    step: 0.05,
    min: 0.05,
    max: 1,
  },
  {
    kind: 'number',
    key: 'repetitionPenalty',
    label: 'Repetition',
    hint: 'Above 1 makes what occurred rarer.',
    step: 0.1,
    min: 1,
    max: 10,
  },
  {
    kind: 'number',
    key: 'seed',
    label: 'Seed',
    hint: 'The same one writes the same text.',
    empty: 'a new one',
    step: 1,
    min: 0,
  },
]

const sentences: Readonly<Record<string, string>> = {
  length: `A whole number up to ${mostTokens.toLocaleString('en')}.`,
  topK: 'A whole number from 1 on, or empty.',
  topP: 'Above 0, up to 1, or empty.',
  repetitionPenalty: 'From 1 to 10.',
  seed: 'A whole number from 0 on, or empty.',
}

/** @param wrong the keys of the fields that hold no usable value */
export function writingProblem(wrong: readonly string[], key: string): string | undefined {
  return wrong.includes(key) ? sentences[key] : undefined
}
