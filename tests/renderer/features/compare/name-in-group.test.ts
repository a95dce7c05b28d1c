// What runs of a sweep are called among their siblings.
import { expect, it } from 'vitest'
import { nameInGroup } from '../../../../src/renderer/src/features/compare/name-in-group'

const group = { id: 'cells', name: 'Cells' }

it.each([
  ['Cells, LSTM, 0.01', group, 'LSTM, 0.01'],
  ['The good one', group, 'The good one'],
  ['Cells, ', group, 'Cells, '],
  ['Cells, LSTM', null, 'Cells, LSTM'],
])('%s', (name, of, expected) => {
  expect(nameInGroup({ name, group: of })).toBe(expected)
})
