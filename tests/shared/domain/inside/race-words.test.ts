// What is said of a race.
import { describe, expect, it } from 'vitest'
import {
  bestSentence,
  formatHorizon,
  growthSentence,
  raceSummary,
  reachSentence,
  speedSentence,
  stepMilliseconds,
  surpriseSentence,
} from '#shared/domain/inside/race-words'
import { epochOf, pointOf, raceOf } from './races'

const three = raceOf([
  { name: 'SimpleRNN', best: 0.722 },
  { name: 'GRU', best: 0.861 },
  { name: 'LSTM', best: 0.85 },
])

describe('the horizon', () => {
  it.each([
    [{ horizon: 41, norms: [1, 0.1] }, '41'],
    [{ horizon: null, norms: [1, 0.5, 0.2] }, 'over 2'],
    [{ horizon: null, norms: [] }, 'none'],
    [{ horizon: null, norms: [0, 0] }, 'none'],
  ])('of %j is %s', (reached, text) => {
    expect(formatHorizon(reached)).toBe(text)
  })

  it('is told of all variants, the farthest first', () => {
    const epoch = epochOf(2, 8, [{ horizon: 6 }, { horizon: null }, { horizon: 41 }])
    expect(reachSentence(three, epoch)).toBe(
      'The loss reaches back, in steps: GRU over 2, LSTM 41, SimpleRNN 6.',
    )
    expect(reachSentence(three, undefined)).toBeNull()
    expect(
      reachSentence(
        three,
        epochOf(
          1,
          4,
          three.variants.map(() => ({ horizon: null, norms: [] })),
        ),
      ),
    ).toBeNull()
  })

  it('is told where training moved it far', () => {
    const epochs = [
      epochOf(0, 0, [{ horizon: 9 }, { horizon: 9 }, { horizon: 11 }]),
      epochOf(1, 4, [
        { horizon: 12 },
        { horizon: 175 },
        { horizon: null, norms: new Array(500).fill(1) },
      ]),
    ]
    expect(growthSentence(three, epochs)).toBe(
      'Before training it was GRU 9 and LSTM 11: they learned to keep more.',
    )
    const one = [
      epochOf(0, 0, [{ horizon: 9 }, { horizon: 9 }, { horizon: 11 }]),
      epochOf(1, 4, [{ horizon: 9 }, { horizon: 60 }, { horizon: 11 }]),
    ]
    expect(growthSentence(three, one)).toBe(
      'Before training it was GRU 9: it learned to keep more.',
    )
    expect(growthSentence(three, epochs.slice(0, 1))).toBeNull()
    expect(
      growthSentence(three, [
        epochs[0],
        epochOf(1, 4, [{ horizon: 9 }, { horizon: 9 }, { horizon: 9 }]),
      ]),
    ).toBeNull()
  })

  it('is no surprise unless the farthest does worst', () => {
    const far = epochOf(2, 8, [{ horizon: null }, { horizon: 20 }, { horizon: 30 }])
    expect(surpriseSentence(three, far)).toMatch(
      /^SimpleRNN reaches as far as any and does worst: /,
    )
    const near = epochOf(2, 8, [{ horizon: 6 }, { horizon: 20 }, { horizon: 30 }])
    expect(surpriseSentence(three, near)).toBeNull()
    const even = raceOf([
      { name: 'A', best: 0.8 },
      { name: 'B', best: 0.8 },
    ])
    expect(surpriseSentence(even, epochOf(2, 8, [{ horizon: null }, { horizon: 2 }]))).toBeNull()
  })
})

describe('the best', () => {
  it('is named with the others behind it', () => {
    expect(bestSentence(three)).toBe(
      'GRU has the best validation accuracy, 0.861 (LSTM 0.850, SimpleRNN 0.722).',
    )
  })

  it('are named together when they are even', () => {
    const even = raceOf([
      { name: 'GRU', best: 0.8612 },
      { name: 'LSTM', best: 0.8608 },
    ])
    expect(bestSentence(even)).toBe('GRU and LSTM have the best validation accuracy, 0.861.')
  })

  it('is nothing before the first epoch, and the lowest where lower is better', () => {
    expect(bestSentence(raceOf([{ name: 'GRU' }, { name: 'LSTM' }]))).toBeNull()
    const { variants, ...rest } = three
    const headline = (best: number) => ({ name: 'valPerplexity' as const, best, last: best })
    const written = variants.map((one, index) => ({ ...one, headline: headline(9 - index) }))
    expect(bestSentence({ ...rest, variants: written })).toBe(
      'LSTM has the best validation perplexity, 7.00 (GRU 8.00, SimpleRNN 9.00).',
    )
  })
})

describe('the time of a step', () => {
  it('is the mean over the steps, not over the points', () => {
    const points = [pointOf(1, [1, 1], [10, 4]), pointOf(4, [1, 1], [2, 8])]
    expect(stepMilliseconds({ points })).toEqual([4, 7])
    expect(stepMilliseconds({ points: points.slice(1) }, 1)).toEqual([2, 8])
    const race = { ...raceOf([{ name: 'A' }, { name: 'B' }]), points }
    expect(speedSentence(race)).toBe('A step takes A 4.0 ms, B 7.0 ms.')
  })

  it('leaves out a variant that dropped out', () => {
    const points = [pointOf(2, [1, null], [10, 0]), pointOf(4, [1, null], [10, 0])]
    expect(stepMilliseconds({ points })).toEqual([10, null])
    expect(speedSentence({ ...raceOf([{ name: 'A' }, { name: 'B' }]), points })).toBe(
      'A step takes A 10.0 ms.',
    )
    expect(speedSentence({ ...raceOf([{ name: 'A' }, { name: 'B' }]), points: [] })).toBeNull()
  })
})

it('a summary is all but the points and epochs', () => {
  const race = raceOf([{ name: 'A' }], { points: [pointOf(1, [1], [1])] })
  const all = Object.keys(race).filter((key) => key !== 'points' && key !== 'epochs')
  expect(Object.keys(raceSummary(race)).sort()).toEqual(all.sort())
})
