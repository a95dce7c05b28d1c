// From steps to places along each axis and back.
import { describe, expect, it } from 'vitest'
import { axes, type AxisName } from '../../../src/renderer/src/charts/x-axis'
import { makeRun } from './chart-runs'

const run = makeRun('a', 0, 1000, 4)

describe('each axis', () => {
  it.each<[AxisName, number, number]>([
    ['step', 500, 500],
    ['epoch', 500, 2],
    ['time', 500, 5],
    ['time', 500.5, 5.005],
  ])('of %s has step %d at %d', (name, step, place) => {
    expect(axes[name].at(run, step)).toBeCloseTo(place, 4)
  })

  it.each<AxisName>(['step', 'epoch', 'time'])('of %s leads back to the step', (name) => {
    for (const step of [1, 2, 333, 999, 1000]) {
      const found = axes[name].stepAt(run, axes[name].at(run, step))
      expect(Math.round(found)).toBe(step)
    }
  })

  it.each<[AxisName, boolean, number | null, number]>([
    ['step', false, null, 1000],
    ['epoch', false, null, 4],
    ['epoch', true, 2500, 6],
    ['time', false, null, 10],
    ['time', true, null, 15],
  ])('of %s ends, live: %s, planned %s', (name, isLive, planned, end) => {
    expect(axes[name].end(run, planned, isLive)).toBeCloseTo(end, 4)
  })
})

describe('the axis of time', () => {
  it('looks past steps without a time', () => {
    const gap = makeRun('a', 0, 100, 1)
    gap.steps.seconds.fill(Number.NaN, 40, 60)
    expect(axes.time.stepAt(gap, 0.3)).toBe(30)
    expect(axes.time.stepAt(gap, 0.8)).toBe(80)
    expect(axes.time.at(gap, 50)).toBeNaN()
  })

  it('knows no place for a run that was not timed', () => {
    const untimed = makeRun('a', 0, 100, 1)
    untimed.steps.seconds.fill(Number.NaN)
    expect(axes.time.at(untimed, 50)).toBeNaN()
    expect(axes.time.stepAt(untimed, 0.5)).toBeNaN()
    expect(axes.time.end(untimed, null, false)).toBeGreaterThan(0)
  })

  it('ends beyond the last step after the run', () => {
    expect(axes.time.stepAt(run, 99)).toBe(1001)
  })

  it.each([
    [0, '0 s'],
    [2.5, '2.5 s'],
    [90, '1 min 30 s'],
    [300, '5 min'],
    [7200, '2 h'],
  ])('says %d as %s', (seconds, words) => expect(axes.time.tick(seconds)).toBe(words))

  it.each([
    [5, 1],
    [60, 10],
    [600, 120],
    [7200, 1800],
    [800_000, 172_800],
  ])('has ticks for %d s every %d', (span, step) => {
    expect(axes.time.tickStep(span)).toBe(step)
  })
})

describe('the axis of epochs', () => {
  it('goes by the plan before the first has ended', () => {
    const young = { ...makeRun('a', 0, 50, 0), stepsPerEpoch: 200 }
    expect(axes.epoch.at(young, 50)).toBe(0.25)
    expect(axes.epoch.at({ ...young, stepsPerEpoch: null }, 50)).toBeNaN()
  })
})
