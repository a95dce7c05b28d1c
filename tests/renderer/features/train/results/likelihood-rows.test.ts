// A language model's numbers stand beside those of its baselines.
import { expect, it } from 'vitest'
import type { Baseline } from '#shared/domain/dataset'
import type { LanguageModelEvaluation } from '#shared/domain/evaluation'
import { likelihoodRows } from '../../../../../src/renderer/src/features/train/results/likelihood-rows'

const evaluation: LanguageModelEvaluation = {
  kind: 'language-model',
  ...{ loss: Math.log(12), accuracy: 0.41, rows: 10, seconds: 1, tokens: 1000 },
  ...{ perplexity: 12, bitsPerCharacter: 2.123456 },
}

function baseline(name: Baseline['name'], perplexity: number, bits?: number): Baseline {
  const extras =
    bits === undefined ? undefined : { valPerplexity: perplexity, valBitsPerCharacter: bits }
  const loss = Math.log(perplexity)
  return { name, title: name, accuracy: name === 'uniform' ? NaN : 0.2, loss, seconds: 1, extras }
}

it('lists the model first and then the baselines, the best first, and marks the best of all', () => {
  const rows = likelihoodRows(evaluation, [
    baseline('uniform', 65, 6.02),
    baseline('trigram', 9.5, 2.05),
    baseline('unigram', 28.123),
  ])
  expect(rows.map(({ title }) => title)).toEqual(['This model', 'trigram', 'unigram', 'uniform'])
  expect(rows.map(({ perplexity }) => perplexity)).toEqual(['12.0', '9.50', '28.1', '65.0'])
  expect(rows.map(({ bitsPerCharacter }) => bitsPerCharacter)).toEqual([
    '2.123',
    '2.050',
    '–',
    '6.020',
  ])
  expect(rows.map(({ isBest }) => isBest)).toEqual([false, true, false, false])
  expect(rows[0].isRun).toBe(true)
  expect(rows[3].accuracy).toBe('–')
})
