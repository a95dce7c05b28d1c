// The labels of a text beside those that were predicted.
import { expect, it } from 'vitest'
import { compareLabels } from '../../../../../src/renderer/src/features/train/results/compare-labels'

it.each([
  ['all right', ['a', 'b'], ['b', 'a'], ['a right', 'b right']],
  ['one missed', ['a', 'b'], ['b'], ['b right', 'a missed']],
  ['one too many', ['a'], ['a', 'c'], ['a right', 'c added']],
  ['none of none', [], [], []],
])('%s', (_name, actual, predicted, wanted) => {
  const compared = compareLabels({ actual, predicted })
  expect(compared.map(({ label, verdict }) => `${label} ${verdict}`)).toEqual(wanted)
})
