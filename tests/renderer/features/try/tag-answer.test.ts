// What "Try it" shows of a tagger's answer.
import { describe, expect, it } from 'vitest'
import {
  leastSure,
  tagBars,
  tagsInWords,
} from '../../../../src/renderer/src/features/try/tag-answer'

function tagged(token: string, tag: string, probability: number) {
  const probabilities = [
    { label: tag, probability },
    { label: 'X', probability: 1 - probability },
  ]
  return { token, tag, probability, isUnknown: false, probabilities }
}

const sentence = [tagged('the', 'DET', 0.99), tagged('run', 'NOUN', 0.6), tagged('.', 'PUNCT', 1)]

describe('a tagged sentence', () => {
  it('is looked at where the model is least sure', () => {
    expect(leastSure(sentence)).toBe(1)
    expect(leastSure([])).toBe(-1)
  })

  it('has a bar for each of the most probable tags', () => {
    expect(tagBars(sentence[1])).toEqual([
      { label: 'NOUN', share: 0.6, text: '0.60', strong: true },
      { label: 'X', share: 0.4, text: '0.40', strong: false },
    ])
  })

  it('is read out, of long ones the beginning', () => {
    expect(tagsInWords({ tagged: sentence })).toBe('the DET, run NOUN, . PUNCT')
    expect(tagsInWords({ tagged: sentence }, 1)).toBe('the DET and 2 more')
  })
})
