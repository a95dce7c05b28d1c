// What the page shows of an encoder-decoder's texts: where they differ, and its numbers beside the baseline's.
import { describe, expect, it } from 'vitest'
import type { Seq2seqEvaluation } from '#shared/domain/evaluation'
import { textDifference } from '../../../../src/renderer/src/features/train/results/text-difference'
import { writingRows } from '../../../../src/renderer/src/features/train/results/writing-rows'
import {
  attentionSentence,
  shownToken,
} from '../../../../src/renderer/src/features/try/attention-words'

function marked(one: string, other: string): readonly string[] {
  const difference = textDifference(one, other)
  return [difference.one, difference.other].map((parts) =>
    parts.map(({ text, isOther }) => (isOther ? `[${text}]` : text)).join(''),
  )
}

describe('textDifference', () => {
  it.each([
    ['2021-05-03', '2021-05-08', ['2021-05-0[3]', '2021-05-0[8]']],
    ['363', '363', ['363', '363']],
    ['363', '', ['[363]', '']],
    ['363', '36', ['36[3]', '36']],
    ['', 'x', ['', '[x]']],
    ['a👍b', 'a👎b', ['a[👍]b', 'a[👎]b']],
  ])('of %j and %j', (one, other, expected) => {
    expect(marked(one, other)).toEqual(expected)
  })

  it('compares the words of longer texts', () => {
    const text = 'the quick brown fox jumps over the lazy dog and runs away through the wood'
    expect(marked(text, text.replace('lazy', 'happy'))).toEqual([
      text.replace('lazy', '[lazy]'),
      text.replace('lazy', '[happy]'),
    ])
  })
})

describe('writingRows', () => {
  it('puts the run before its baselines, and tells nothing where nothing was measured', () => {
    const evaluation: Seq2seqEvaluation = {
      ...{
        kind: 'seq2seq',
        loss: 0.1,
        accuracy: 0.995,
        rows: 10,
        seconds: 1,
        tokens: 30,
        written: 10,
      },
      ...{ exactMatch: 0.9, chrf: 0.97, bleu: Number.NaN, examples: [] },
    }
    const copy = {
      name: 'copy' as const,
      ...{ title: 'Source copied', accuracy: 0.12, loss: Number.NaN, seconds: 0 },
      extras: { valExactMatch: 0, valChrf: 0.23 },
    }
    expect(writingRows(evaluation, [copy])).toEqual([
      {
        title: 'This model',
        isRun: true,
        exactMatch: '0.900',
        chrf: '0.970',
        bleu: '–',
        accuracy: '0.995',
      },
      {
        title: 'Source copied',
        isRun: false,
        exactMatch: '0.000',
        chrf: '0.230',
        bleu: '–',
        accuracy: '0.120',
      },
    ])
  })
})

describe('the words of an attention map', () => {
  it('shows white space', () => {
    expect([' ', '\n', ' der', 'a', ''].map(shownToken)).toEqual(['␣', '↵', '␣der', 'a', '·'])
    expect(attentionSentence('<end>', ' ', 0.254)).toBe('“<end>” looked at “␣” with 25 %')
  })
})
