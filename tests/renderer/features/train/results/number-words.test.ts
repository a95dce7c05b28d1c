// Numbers of the data's own unit, with about four digits.
import { expect, it } from 'vitest'
import { formatNumber } from '../../../../../src/renderer/src/features/train/results/number-words'

it.each([
  [0, '0'],
  [0.00123, '0.0012'],
  [0.12345, '0.123'],
  [12.345, '12.35'],
  [-123.45, '-123.5'],
  [1234.56, '1,235'],
  [Number.NaN, '–'],
])('%d as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text)
})
