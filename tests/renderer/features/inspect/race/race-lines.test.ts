// @vitest-environment ./tests/renderer/page-environment.ts
// What the pictures of a race draw.
import { describe, expect, it } from 'vitest'
import {
  chartRuns,
  horizonLines,
  raceCsv,
  reachLines,
} from '../../../../../src/renderer/src/features/inspect/race/race-lines'
import { bestEpoch } from '../../../../../src/renderer/src/charts/metric'
import { RaceView } from '../../../../../src/renderer/src/state/race-view.svelte'
import { epochOf, pointOf, raceOf } from '../../../../shared/domain/inside/races'

const epochs = [
  epochOf(0, 0, [
    { horizon: 1, norms: [4, 0.02, 0.01] },
    { horizon: null, norms: [2, 1, 0.5] },
  ]),
  epochOf(1, 4, [
    { horizon: null, norms: [] },
    { horizon: 2, valAccuracy: 0.75 },
  ]),
]
const race = raceOf([{ name: 'SimpleRNN' }, { name: 'LSTM, wide', best: 0.75 }], {
  points: [pointOf(2, [0.7, 0.6], [4, 8]), pointOf(4, [null, 0.5], [0, 8])],
  epochs,
})

describe('the charts', () => {
  it('have each variant as a run, without the time before training and without a kept epoch', () => {
    const [first, second] = chartRuns(RaceView.of(race))
    expect(first).toMatchObject({ record: { name: 'SimpleRNN' }, colorIndex: 0, epochs: [] })
    expect(first.steps.count).toBe(2)
    expect(second).toMatchObject({ colorIndex: 1, epochs: [{ epoch: 1, valAccuracy: 0.75 }] })
    expect(second.steps.count).toBe(4)
    expect(bestEpoch(second)).toBeUndefined()
  })
})

describe('the lines', () => {
  it('are norms as shares of the largest of each variant', () => {
    const [first, second] = reachLines(race, epochs[0])
    expect(first.points).toEqual([
      { x: 0, y: 1 },
      { x: 1, y: 0.005 },
      { x: 2, y: 0.0025 },
    ])
    expect(second.points.map(({ y }) => y)).toEqual([1, 0.5, 0.25])
    expect(reachLines(race, epochs[1])[0].points).toEqual([])
  })

  it('are horizons by epoch, as far as was seen', () => {
    expect(horizonLines(race, epochs).map(({ points }) => points)).toEqual([
      [{ x: 0, y: 1 }],
      [
        { x: 0, y: 2 },
        { x: 1, y: 2 },
      ],
    ])
  })

  it('are saved with every number of the race', () => {
    const lines = raceCsv(race, race.points, epochs).trimEnd().split('\r\n')
    expect(lines).toHaveLength(1 + 4 + 4)
    const width = lines[0].split(',').length
    expect(lines[1]).toBe('point,2,,SimpleRNN,0.7,0.5,,,,4,')
    expect(lines[8]).toBe('epoch,4,1,"LSTM, wide",0.5,0.75,0.6,0.75,2,,1')
    for (const line of lines.slice(1))
      expect(line.replace('"LSTM, wide"', 'LSTM').split(',')).toHaveLength(width)
  })
})
