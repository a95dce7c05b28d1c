// What the page says of tagged sentences.
import { describe, expect, it } from 'vitest'
import {
  countErrors,
  taggingEntries,
  tokenTitle,
} from '../../../../../src/renderer/src/features/train/results/tagged-words'

const dog = { token: 'dog', actual: 'NOUN', predicted: 'VERB', probability: 0.518, isUnknown: true }
const the = { token: 'the', actual: 'DET', predicted: 'DET', probability: 1, isUnknown: false }

describe('countErrors', () => {
  it('numbers the sentences and counts their wrong tags', () => {
    const counted = countErrors([[the, dog, dog], [the], []])
    expect(counted.map(({ number, errors }) => [number, errors])).toEqual([
      ...[
        [1, 2],
        [2, 0],
        [3, 0],
      ],
    ])
  })
})

describe('tokenTitle', () => {
  it('tells what a token is and was taken for', () => {
    expect(tokenTitle(the)).toBe('the: DET, probability 1.00')
    expect(tokenTitle(dog)).toBe(
      'dog: predicted VERB, is NOUN, probability 0.52; not in the vocabulary',
    )
  })
})

describe('taggingEntries', () => {
  const all = { accuracy: 0.9031, tokens: 4295, macroF1: 0.784, rows: 400 }

  it('tells of entities where there are some', () => {
    expect(taggingEntries({ ...all, entities: null })).toEqual([
      {
        ...{ title: 'Tokens with the right tag', value: '0.903' },
        detail: 'of 4,295 in 400 sentences',
      },
      { title: 'F1, mean of the tags', value: '0.784', detail: 'each tag alike' },
    ])
    const entities = { precision: 0.5, recall: 0.25, f1: 1 / 3, types: [] }
    expect(taggingEntries({ ...all, entities })[2]).toEqual({
      ...{ title: 'F1 of whole entities', value: '0.333' },
      detail: 'precision 0.500, recall 0.250',
    })
  })
})
