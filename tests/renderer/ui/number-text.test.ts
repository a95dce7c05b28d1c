import { describe, expect, it } from 'vitest'
import { readNumber, sameNumber, showNumber } from '../../../src/renderer/src/ui/number-text'

describe('a number as it is typed', () => {
  it.each<[string, number]>([
    ['32', 32],
    [' 0.001 ', 0.001],
    ['1e-3', 0.001],
    ['10,000', 10_000],
    ['1 000 000', 1_000_000],
    ['.5', 0.5],
    ['5.', 5],
    ['-2', -2],
    ['', Number.NaN],
    ['abc', Number.NaN],
    ['1,5', Number.NaN],
    ['0x10', Number.NaN],
  ])('%j is %s', (text, value) => expect(readNumber(text, false)).toBe(value))

  it('is null when empty stands for none', () => expect(readNumber(' ', true)).toBeNull())

  it('is shown as a person would type it', () => {
    expect([showNumber(0.001), showNumber(null), showNumber(Number.NaN)]).toEqual(['0.001', '', ''])
    expect([sameNumber(Number.NaN, Number.NaN), sameNumber(0, -0), sameNumber(null, 0)]).toEqual([
      true,
      true,
      false,
    ])
  })
})
