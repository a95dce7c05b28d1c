// The layer table says what each recurrent layer runs on, and so does what people see of it.
import { expect, it } from 'vitest'
import { summarizeModel } from '#shared/domain/model-summary'
import { formatSummary, summaryJson } from '../../../src/cli/format/summary'
import { withKernels } from '../../../src/worker/kernels/layer-table'
import { tinyExperiment } from '../training/synthetic'

const experiment = tinyExperiment({}, [
  { type: 'Embedding', units: 4 },
  { type: 'Bidirectional', layer: { type: 'GRU', units: 4, returnSequences: true } },
  { type: 'SimpleRNN', units: 4, activation: 'relu' },
  { type: 'Dense', units: 1, activation: 'sigmoid' },
])
const available = { forced: null, native: ['avx2'], tensorflow: true }
const plain = summarizeModel(experiment)
const table = withKernels(plain, experiment.model, available)

it('names it for recurrent layers alone', () => {
  expect(table.layers.map(({ kernels }) => kernels)).toEqual([
    undefined,
    'native',
    'tfjs (activation relu)',
    undefined,
  ])
})

it('is a column of the printed table and a key of the printed JSON, where it is known', () => {
  expect(formatSummary(table)).toMatch(/Runs on\n/)
  expect(formatSummary(table)).toMatch(/simple_rnn .* tfjs \(activation relu\)\n/)
  expect(formatSummary(plain)).not.toContain('Runs on')
  expect(summaryJson(table)).toMatchObject({ layers: [{}, { kernels: 'native' }, {}, {}] })
})
