// @vitest-environment ./tests/renderer/page-environment.ts
// How the runs of a sweep are laid out, filtered and found under the pointer.
import { describe, expect, it } from 'vitest'
import { nearestLine, nearestPoint } from '../../../../src/renderer/src/features/compare/nearest'
import {
  passes,
  ranked,
  sweepAxes,
  type SweepRun,
} from '../../../../src/renderer/src/features/compare/sweep-axes'
import { SweepLook } from '../../../../src/renderer/src/features/compare/sweep-view.svelte'

function run(id: string, settings: SweepRun['settings'], best: number | null): SweepRun {
  return {
    id,
    name: id,
    state: 'done',
    group: null,
    settings,
    headline: null,
    bestValAccuracy: best,
    lastValAccuracy: best,
    kept: null,
    seconds: 10,
    parameters: 1000,
    epochs: 3,
  }
}

const rate = 'training.optimizer.learningRate'
const type = 'model.layers.1.type'
const runs = [
  run('a', { [rate]: 0.0001, [type]: 'LSTM', 'training.seed': 7 }, 0.8),
  run('b', { [rate]: 0.001, [type]: 'GRU', 'training.seed': 7 }, 0.9),
  run('c', { [rate]: 0.01, [type]: 'LSTM', 'training.seed': 7 }, null),
]
const axes = sweepAxes(runs)
const axis = (key: string) => axes.find((one) => one.key === key) ?? expect.fail(key)

describe('the axes of a sweep', () => {
  it('are the settings that vary, then the metrics that do', () => {
    expect(axes.map(({ title }) => title)).toEqual([
      'Learning rate',
      'Layer 2',
      'Best validation accuracy',
      'Last validation accuracy',
    ])
  })

  it('lay rates out by their factors', () => {
    expect(runs.map((one) => axis(rate).position(one))).toEqual([0, expect.closeTo(0.5), 1])
    expect(axis(rate).ticks.map(({ text }) => text)).toEqual(['0.0001', '0.001', '0.01'])
    expect(axis(rate).textAt(0.5)).toBe('0.001')
  })

  it('have a place for each word', () => {
    expect(runs.map((one) => axis(type).position(one))).toEqual([0, 1, 0])
    expect(axis(type).textAt(0.9)).toBe('GRU')
  })

  it('have no place for a run without a value', () => {
    expect(runs.map((one) => axis('best valAccuracy').position(one))).toEqual([0, 1, null])
    expect(axis('best valAccuracy').text(runs[2])).toBe('–')
  })

  it('show the best accuracy also when all runs came out alike', () => {
    const alike = [run('a', { [rate]: 1 }, 0.5), run('b', { [rate]: 2 }, 0.5)]
    const best = sweepAxes(alike).find(({ key }) => key === 'best valAccuracy')
    expect(best?.position(alike[0])).toBe(0.5)
    expect(sweepAxes([])).toEqual([])
  })

  it('take a number beside a word, and null, for words', () => {
    const mixed = [
      run('a', { 'training.clipNorm': 1 }, 0.5),
      run('b', { 'training.clipNorm': null }, 0.6),
    ]
    const [clip] = sweepAxes(mixed)
    expect(clip.ticks.map(({ text }) => text)).toEqual(['1', 'off'])
    expect(mixed.map((one) => clip.position(one))).toEqual([0, 1])
  })
})

describe('filters', () => {
  it('keep runs that lie within all of them', () => {
    const look = new SweepLook()
    look.filter(rate, 0.6, 0)
    const kept = () => runs.filter((one) => passes(one, axes, look.filters)).map(({ id }) => id)
    expect(kept()).toEqual(['a', 'b'])
    look.filter(type, 0.5, 1)
    expect(kept()).toEqual(['b'])
    look.filters.delete(type)
    look.filters.delete(rate)
    look.filter('best valAccuracy', 0, 0.99)
    expect(kept()).toEqual(['a'])
  })

  it.each([
    ['a click', 0.5, 0.505],
    ['the whole axis', -0.2, 1.4],
  ])('go with %s', (_how, from, to) => {
    const look = new SweepLook()
    look.filter(rate, 0.2, 0.6)
    look.filter(rate, from, to)
    expect(look.filters.size).toBe(0)
  })

  it('are set and cleared by keys', () => {
    const look = new SweepLook()
    expect(['ArrowUp', 'ArrowUp', 'ArrowDown'].map((key) => look.filterByKey(rate, key))).toEqual([
      true,
      true,
      true,
    ])
    expect(look.filters.get(rate)).toEqual({ min: 0.1, max: 0.95 })
    expect(look.filterByKey(rate, 'a')).toBe(false)
    expect(look.filterByKey(rate, 'Escape')).toBe(true)
    expect(look.filterByKey(rate, 'Escape')).toBe(false)
  })

  it('never leave an empty part, however often a key is pressed', () => {
    const look = new SweepLook()
    for (let press = 0; press < 40; press++) look.filterByKey(rate, 'ArrowUp')
    const { min, max } = look.filters.get(rate) ?? expect.fail('the filter is gone')
    expect(max - min).toBeGreaterThan(0)
  })
})

describe('the order of the table', () => {
  it('is from the best to those without a value', () => {
    expect(ranked(runs, axis('best valAccuracy')).map(({ id }) => id)).toEqual(['b', 'a', 'c'])
  })
})

describe('what is under the pointer', () => {
  const lines = [
    {
      name: 'flat',
      points: [
        { x: 0, y: 10 },
        { x: 100, y: 10 },
      ],
    },
    {
      name: 'falling',
      points: [
        { x: 0, y: 0 },
        { x: 100, y: 100 },
      ],
    },
    {
      name: 'broken',
      points: [
        { x: 0, y: 50 },
        { x: 100, y: null },
      ],
    },
  ]
  it.each([
    [50, 12, 'flat'],
    [50, 47, 'falling'],
    [50, 90, undefined],
    [500, 10, undefined],
  ])('at %d, %d: the line %s', (x, y, name) => {
    expect(nearestLine(lines, { x, y }, 10)?.name).toBe(name)
  })

  it('is the nearest of several points', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 8, y: 0 },
    ]
    expect(nearestPoint(points, { x: 5, y: 0 }, 10)).toBe(points[1])
    expect(nearestPoint(points, { x: 50, y: 0 }, 10)).toBeNull()
  })
})
