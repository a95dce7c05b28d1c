// What is said of written tokens and copies.
import { describe, expect, it } from 'vitest'
import {
  copiedSentence,
  copiedTokens,
} from '../../../../src/renderer/src/features/try/copied-words'
import { surprise, tokenName } from '../../../../src/renderer/src/features/try/token-words'

describe('copies', () => {
  it('mark each token of a stretch, where stretches overlap too', () => {
    const tokens = Array.from({ length: 6 }, () => ({
      ...{ id: 1, text: 'a', probability: 1, alternatives: [] },
    }))
    const copied = [
      { from: 1, to: 3 },
      { from: 2, to: 4 },
    ]
    expect(copiedTokens({ tokens, copied })).toEqual([false, true, true, true, false, false])
  })

  it.each([
    [{ copied: [], searched: null }, ''],
    [{ copied: [], searched: 0 }, 'This run keeps no training text to look for copies in.'],
    [{ copied: [], searched: 1 }, 'No 8 tokens in a row stand so in the training text.'],
    [
      {
        copied: [
          { from: 2, to: 11 },
          { from: 4, to: 40 },
        ],
        searched: 0.25,
      },
      'Underlined: 8 or more tokens in a row that stand so in the first 25 % of the training text. The longest are 36.',
    ],
  ])('are told in a sentence: %j', (text, sentence) => {
    expect(copiedSentence(text)).toBe(sentence)
  })
})

describe('a token', () => {
  it.each([
    [' ', 'space'],
    ['\n', 'line break'],
    ['', 'part of a character'],
    [' the', '“␣the”'],
    ['a\n', '“a↵”'],
    ['<end>', 'end of the text'],
  ])('%j is called %s', (text, name) => {
    expect(tokenName(text)).toBe(name)
  })

  it('is the darker the less probable it was', () => {
    expect(surprise(1)).toBe(0)
    expect(surprise(0.5)).toBe(0)
    expect(surprise(0.1)).toBeGreaterThan(surprise(0.3))
    expect(surprise(1 / 1024)).toBe(1)
    expect(surprise(0)).toBe(1)
  })
})
