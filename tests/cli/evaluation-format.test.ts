// What people read of an evaluation and of a prediction of each kind.
import { describe, expect, it } from 'vitest'
import type { Baseline } from '#shared/domain/dataset'
import type { Evaluation } from '#shared/domain/evaluation'
import type { Prediction } from '#shared/domain/prediction'
import { formatDetails, formatResult } from '../../src/cli/format/evaluation'
import { formatPrediction } from '../../src/cli/format/prediction'
import { evaluations } from '../evaluations'

const baseline = (accuracy: number, extras: Baseline['extras']): Baseline => ({
  name: 'majority',
  title: 'Majority',
  accuracy,
  loss: Number.NaN,
  extras,
  seconds: 1,
})
/** The rows of the result table, each as its cells. */
const cellsOf = (evaluation: Evaluation, one: Baseline): string[][] =>
  formatResult(evaluation, [one])
    .split('\n')
    .filter((line) => !line.startsWith('─'))
    .map((line) => line.split(/ {2,}/))

describe('formatResult', () => {
  it.each<[Evaluation, Baseline, string[][]]>([
    [
      evaluations.classification,
      baseline(0.5, undefined),
      [
        ['On 4 rows', 'Accuracy', 'Loss'],
        ['This network', '0.750', '0.250'],
        ['Majority', '0.500'],
      ],
    ],
    [
      evaluations.multiLabel,
      baseline(0.5, { valMicroF1: 0.3 }),
      [
        ['On 4 rows', 'F1', 'Macro F1', 'Exact match', 'Accuracy', 'Loss'],
        ['This network', '0.650', '0.550', '0.500', '0.750', '0.250'],
        ['Majority', '0.300', '0.500'],
      ],
    ],
    [
      evaluations.regression,
      baseline(Number.NaN, { valMeanAbsoluteError: 2.25 }),
      [
        ['On 4 rows', 'Mean error', 'Root mean squared', 'R²', 'Loss'],
        ['This network', '1.500', '2.000', '0.400', '0.250'],
        ['Majority', '2.250'],
      ],
    ],
    [
      evaluations.tagging,
      baseline(0.5, { valEntityF1: 0.25 }),
      [
        ['On 4 sentences with 20 tokens', 'Accuracy', 'Entity F1', 'Macro F1', 'Loss'],
        ['This network', '0.750', '0.500', '0.700', '0.250'],
        ['Majority', '0.500', '0.250'],
      ],
    ],
    [
      evaluations.languageModel,
      baseline(0.5, { valPerplexity: 9, valBitsPerCharacter: 3.17 }),
      [
        ['On 1,200 tokens', 'Perplexity', 'Bits per character', 'Accuracy', 'Loss'],
        ['This network', '4.500', '2.170', '0.750', '0.250'],
        ['Majority', '9.000', '3.170', '0.500'],
      ],
    ],
    [
      evaluations.seq2seq,
      baseline(0.1, { valExactMatch: 0 }),
      [
        ['On 4 pairs', 'Exact match', 'chrF', 'Token accuracy', 'Loss'],
        ['This network', '0.500', '0.900', '0.750', '0.250'],
        ['Majority', '0.000', '0.100'],
      ],
    ],
  ])('$kind', (evaluation, one, cells) => {
    expect(cellsOf(evaluation, one)).toEqual(cells)
  })

  it('has a column for BLEU where there are words, and none for entities where there are no such tags', () => {
    expect(formatResult({ ...evaluations.seq2seq, bleu: 0.3 }, [])).toMatch(
      / BLEU .*\n.*\n.* 0\.300 /,
    )
    expect(formatResult({ ...evaluations.tagging, entities: null }, [])).not.toContain('Entity')
  })
})

describe('formatDetails', () => {
  it('counts who was taken for whom', () => {
    expect(formatDetails(evaluations.classification)).toMatch(
      /^Actual \\ predicted +bad +good +Precision +Recall +F1\n.*\nbad +1 +1 +0\.500 +0\.750 +0\.600\ngood +0 +2 /,
    )
  })

  it('leaves the counts away where there are many classes', () => {
    const labels = Array.from({ length: 20 }, (_, index) => `c${index}`)
    const classes = labels.map((label) => ({ ...evaluations.classification.classes[0], label }))
    const confusion = labels.map(() => labels.map(() => 1))
    const text = formatDetails({ ...evaluations.classification, labels, classes, confusion })
    expect(text).toMatch(/^Class +Count +Precision +Recall +F1\n/)
    expect(text.split('\n')).toHaveLength(22)
  })

  it('tells of each label', () => {
    expect(formatDetails(evaluations.multiLabel)).toMatch(
      /^Label +Count .*\n.*\nfun +2 .*\nsad +1 /,
    )
  })

  it('shows the farthest off on a line each', () => {
    expect(formatDetails(evaluations.regression)).toMatch(/\n +3\.000 +9\.500 {2}a long film$/)
  })

  it('marks the errors in sentences, and leaves right ones away', () => {
    const text = formatDetails(evaluations.tagging)
    expect(text).toMatch(/\nPER +3 +0\.500/)
    expect(text).toMatch(/\n {2}they\/NOUN run\/NOUN\[VERB\]$/)
  })

  it('shows what was written beside what should have been', () => {
    const text = formatDetails(evaluations.seq2seq)
    expect(text).toMatch(/\n3 May 2021 +2021-05-03 +2021-03-05 +wrong\n4 May 2021 .*05-04\n/)
    expect(text).toMatch(/of 4 pairs that the network wrote by itself\.$/)
  })

  it('has nothing more to say of a language model', () => {
    expect(formatDetails(evaluations.languageModel)).toBe('')
  })
})

describe('formatPrediction', () => {
  const of = (text: string, unknown = 0) => ({ text, tokens: 3, unknown })
  const candidates = [
    { text: '2021-05-03', score: -0.01 },
    { text: '2021-03-05', score: -1.5 },
  ]
  const sequence = {
    ...of('3 May'),
    kind: 'sequence',
    written: '2021-05-03',
    sourceTokens: [],
    writtenTokens: [],
    attention: null,
    candidates: candidates.slice(0, 1),
  } satisfies Prediction

  it.each<[Prediction, string]>([
    [
      { ...of('so\ngood', 1), kind: 'class', label: 'good', probability: 0.875, probabilities: [] },
      'good\t0.875\tso good  (1 of 3 tokens unknown)',
    ],
    [
      {
        ...of('a b'),
        kind: 'labels',
        labels: ['fun', 'long'],
        probabilities: [
          { label: 'fun', probability: 0.9 },
          { label: 'sad', probability: 0.2 },
          { label: 'long', probability: 0.5 },
        ],
      },
      'fun 0.900, long 0.500\ta b',
    ],
    [{ ...of('a b'), kind: 'labels', labels: [], probabilities: [] }, '(none)\ta b'],
    [{ ...of('a b'), kind: 'number', value: -3.14159 }, '-3.142\ta b'],
    [
      {
        ...of('they run'),
        kind: 'tags',
        tagged: ['PRON', 'VERB'].map((tag, index) => ({
          token: ['they', 'run'][index],
          tag,
          probability: 1,
          isUnknown: false,
          probabilities: [],
        })),
      },
      'they/PRON run/VERB',
    ],
    [sequence, '2021-05-03\t3 May'],
    [
      { ...sequence, candidates },
      '2021-05-03\t3 May\n  1. 2021-05-03  (-0.010)\n  2. 2021-03-05  (-1.500)',
    ],
    [
      { ...of('to be'), kind: 'likelihood', perplexity: 12.5, probabilities: [] },
      'perplexity 12.500\tto be',
    ],
  ])('$kind', (prediction, text) => {
    expect(formatPrediction(prediction)).toBe(text)
  })
})
