// The tagger has the parameters that its layers come to.
import { expect, it } from 'vitest'
import { summarizeModel } from '#shared/domain/model-summary'
import { parseExperiment } from '#shared/experiment/parse'
import { findPreset } from '#shared/experiment/presets'

it('tagger-bilstm takes sentences of any length and tags each token', () => {
  const parsed = parseExperiment(findPreset('tagger-bilstm')?.experiment)
  if (!parsed.ok) throw new Error(parsed.message)
  const { layers, total, inputShape } = summarizeModel(parsed.value)
  expect(inputShape).toEqual([null, null])
  expect(layers.map(({ type, outputShape }) => [type, ...outputShape])).toEqual([
    ['Embedding', null, null, 64],
    ['SpatialDropout1D', null, null, 64],
    ['Bidirectional(LSTM)', null, null, 128],
    ['Dropout', null, null, 128],
    ['TimeDistributed(Dense)', null, null, 17],
  ])
  // 10,000 x 64; twice 4 x (64 x (64 + 64) + 64); 128 x 17 + 17.
  expect(total).toBe(640_000 + 66_048 + 2193)
})
