// A mend of the dataset doctor in the draft: one step that can be undone, with an output that fits.
import { expect, it } from 'vitest'
import type { Finding } from '#shared/domain/findings'
import { isMended } from '#shared/domain/mended'
import { parseExperiment } from '#shared/experiment/parse'
import { findPreset } from '#shared/experiment/presets'
import { Draft } from '../../../../src/renderer/src/state/draft.svelte'

function draftOf(preset: string): Draft {
  const parsed = parseExperiment(findPreset(preset)?.experiment)
  if (!parsed.ok) throw new Error(parsed.message)
  return new Draft(parsed.value, () => null)
}

it.each<[string, NonNullable<Finding['mend']>['settings']]>([
  ['imdb-lstm', { 'data.dropDuplicates': true }],
  ['imdb-lstm', { 'text.level': 'bpe', 'text.vocabularySize': null }],
  ['imdb-lstm', { 'training.classWeight': 'balanced' }],
  ['word-lm-lstm', { 'text.vocabularySize': 6_000 }],
  ['word-lm-lstm', { 'text.level': 'bpe' }],
])('%s with %j', (preset, settings) => {
  const draft = draftOf(preset)
  const before = draft.json
  expect(draft.problems).toEqual([])
  draft.applySettings(settings)
  expect(draft.problems).toEqual([])
  expect(isMended({ mend: { label: 'Mend', settings } }, draft.snapshot())).toBe(true)
  draft.undo()
  expect(draft.json).toBe(before)
})
