// Ids come into the lab's order, each token keeping its own row.
import { describe, expect, it } from 'vitest'
import { mapIds } from '../../../../src/worker/import/words/id-map'
import { levelOf, textOf } from '../../../../src/worker/import/words/text-of'

describe('mapIds', () => {
  it('leaves ids that are in the lab’s order already', () => {
    const map = mapIds(['<pad>', '<start>', '<unknown>', null, 'the', null], 9, 'reading', 'word')
    expect(map).toMatchObject({ source: null, missing: [] })
    expect(map.tokens).toEqual(['<pad>', '<start>', '<unknown>', '<id 3>', 'the'])
    expect([...map.target]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('puts the words of a Tokenizer after the reserved ids, which read as padding', () => {
    const map = mapIds([null, 'the', 'film'], 3, 'reading', 'word')
    expect(map.tokens).toEqual(['<pad>', '<start>', '<unknown>', 'the', 'film'])
    expect([...(map.source ?? [])]).toEqual([0, 0, 0, 1, 2])
    expect([...map.target]).toEqual([0, 3, 4])
    expect(map.missing).toEqual(['start', 'unknown'])
  })

  it('takes [UNK] for unknown wherever it stands', () => {
    const map = mapIds(['', '[UNK]', 'the'], 4, 'reading', 'word')
    expect([...(map.source ?? [])]).toEqual([0, 0, 1, 2, 3])
    expect(map.tokens).toEqual(['<pad>', '<start>', '<unknown>', 'the', '<id 3>'])
    expect(map.missing).toEqual(['start'])
  })

  it('keeps a first id that is no padding', () => {
    const map = mapIds(['a', 'b'], 2, 'writing', 'character')
    expect(map.tokens).toEqual(['<pad>', '<start>', '<unknown>', '<end>', 'a', 'b'])
    expect([...(map.source ?? [])]).toEqual([0, 0, 0, 0, 0, 1])
    expect([...map.target]).toEqual([4, 5])
    expect(map.missing).toEqual(['pad', 'start', 'unknown', 'end'])
  })
})

describe('textOf', () => {
  it.each([
    [
      'words without capitals',
      ['', '[UNK]', 'the', 'film'],
      { level: 'word', lowercase: true, punctuation: 'drop', padding: 'post' },
    ],
    [
      'words with capitals and marks',
      [null, 'The', ',', 'film'],
      { level: 'word', lowercase: false, punctuation: 'keep', padding: 'pre' },
    ],
    ['characters', ['[UNK]', '\n', ' ', 'a', 'B'], { level: 'character', lowercase: false }],
  ])('finds how to cut for %s', (_what, tokens, expected) => {
    expect(textOf(tokens, levelOf(tokens))).toMatchObject({ ...expected, stripHtml: false })
  })
})
