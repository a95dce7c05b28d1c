// Which token gets which id, and what a damaged vocabulary file gets.
import { describe, expect, it } from 'vitest'
import {
  buildVocabulary,
  parseVocabulary,
  vocabularyToJson,
} from '../../../src/worker/text/vocabulary'
import { textOptions } from './data-files'

const counts = new Map([
  ['rare', 1],
  ['often', 9],
  ['twin', 4],
  ['other', 4],
])

describe('buildVocabulary', () => {
  it('orders by falling count, then by first occurrence, after the reserved ids', () => {
    const vocabulary = buildVocabulary(counts, textOptions())
    expect(vocabulary.tokens).toEqual([
      '<pad>',
      '<start>',
      '<unknown>',
      'often',
      'twin',
      'other',
      'rare',
    ])
    expect(vocabulary.size).toBe(7)
    expect(['often', 'rare', 'never seen'].map((token) => vocabulary.idOf(token))).toEqual([
      3, 6, 2,
    ])
  })

  it('counts the reserved ids in the vocabulary size', () => {
    const words = buildVocabulary(counts, textOptions({ vocabularySize: 5 }))
    expect(words.tokens.slice(3)).toEqual(['often', 'twin'])
    expect(words.idOf('rare')).toBe(2)
    const characters = buildVocabulary(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
      textOptions({ level: 'character', vocabularySize: 3 }),
    )
    expect(characters.tokens).toEqual(['<pad>', '<unknown>', 'a'])
    expect(characters.idOf('b')).toBe(1)
  })
})

describe('parseVocabulary', () => {
  const text = textOptions({ sequenceLength: 20 })
  const json = vocabularyToJson(buildVocabulary(counts, text), text)

  it('reads what was written', () => {
    const parsed = parseVocabulary(JSON.parse(JSON.stringify(json)), 'vocabulary.json')
    expect(parsed).toMatchObject({ ok: true, value: { level: 'word', tokens: json.tokens } })
    expect(parsed.ok && parsed.value.idOf('twin')).toBe(4)
  })

  it.each([
    [{ ...json, format: 'unroll-vocabulary/2' }, /is of the format "unroll-vocabulary\/2"/],
    [{ ...json, tokens: [...json.tokens, 'twin'] }, /holds the same token twice/],
    [{ ...json, tokens: ['a'] }, /tokens\.0 should be "<pad>"/],
    [{ ...json, tokens: 'a b' }, /\(tokens: /],
    [null, /not a vocabulary/],
  ])('refuses %j', (damaged, sentence) => {
    const parsed = parseVocabulary(damaged, 'vocabulary.json')
    expect(parsed).toMatchObject({ ok: false, code: 'run-unreadable' })
    expect(parsed.ok ? '' : parsed.message).toMatch(sentence)
    expect(parsed.ok ? '' : parsed.message).toMatch(/^vocabulary\.json /)
  })
})
