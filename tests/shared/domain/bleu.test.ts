// BLEU and chrF against the numbers of sacrebleu 2 (tokenize none, no smoothing; chrF2 as it is by default).
import { describe, expect, it } from 'vitest'
import { corpusBleu } from '#shared/domain/bleu'
import { corpusChrf } from '#shared/domain/chrf'

const words = (written: string, reference: string) => ({
  written: written.split(' '),
  reference: reference.split(' '),
})

describe('corpusBleu', () => {
  it.each([
    [
      [
        words('the dog bit the man .', 'the dog had bit the man .'),
        words(
          'the man had just bitten him in the park today .',
          'the man had just bitten the dog in the park .',
        ),
      ],
      0.4918414796358,
    ],
    [[words('the cat sat on the mat', 'the cat sat on the mat and slept')], 0.7165313105738],
    [[words('the the the the the the the', 'the cat is on the mat')], 0],
    [[words('yes', 'yes')], 1],
  ])('of %j is %d', (pairs, expected) => {
    expect(corpusBleu(pairs)).toBeCloseTo(expected, 10)
  })

  it('is 0 when nothing is written and NaN without pairs', () => {
    expect(corpusBleu([{ written: [], reference: ['word'] }])).toBe(0)
    expect(corpusBleu([])).toBeNaN()
  })
})

describe('corpusChrf', () => {
  it.each([
    [
      [
        ['The dog bit the man.', 'The dog had bit the man.'],
        ["It wasn't surprising.", 'No one was surprised.'],
        ['The man had just bitten him.', 'The man had bitten the dog.'],
      ],
      0.5170106133373,
    ],
    [[['2021-05-03', '2021-05-08']], 0.8590608465608],
    [[['cat', 'cat']], 1],
    [[['abc', 'xyz']], 0],
    [
      [
        ['ab', 'abc'],
        ['hello there', 'hello then'],
      ],
      0.7800603528319,
    ],
  ])('of %j is %d', (pairs, expected) => {
    expect(corpusChrf(pairs.map(([written, reference]) => ({ written, reference })))).toBeCloseTo(
      expected,
      10,
    )
  })

  it('is 0 when nothing is written and NaN without pairs', () => {
    expect(corpusChrf([{ written: '', reference: 'word' }])).toBe(0)
    expect(corpusChrf([])).toBeNaN()
  })
})
