// What a chart says of runs that have nothing to draw of its metric.
import { expect, it } from 'vitest'
import { metrics, type ChartRun } from '../../../src/renderer/src/charts/metric'
import { missingSentence } from '../../../src/renderer/src/charts/missing-values'
import { axes } from '../../../src/renderer/src/charts/x-axis'
import { makeRun } from './chart-runs'

const full = makeRun('full', 0, 100, 2)

/** A run of an older lab, which did not record gradient norms. */
function withoutNorms(id: string): ChartRun {
  const run = makeRun(id, 1, 100, 2)
  run.steps.gradientNorm.fill(Number.NaN)
  return run
}

it.each<[string, readonly ChartRun[], string | null]>([
  ['none is missing', [full], null],
  ['no step has ended', [makeRun('new', 0, 0, 0)], null],
  ['all are', [withoutNorms('a')], 'Not recorded.'],
  ['some are', [full, withoutNorms('a'), withoutNorms('b')], 'Not recorded for a and b.'],
  [
    'many are',
    [full, ...['a', 'b', 'c', 'd'].map(withoutNorms)],
    'Not recorded for a and b and 2 more.',
  ],
])('says so when %s', (_when, runs, sentence) => {
  const titles = runs.map(({ id }) => id)
  expect(missingSentence(runs, titles, metrics.gradientNorm, axes.step)).toBe(sentence)
})

it('misses a time that was not recorded on the axis of time alone', () => {
  const run = makeRun('a', 0, 100, 2)
  run.steps.seconds.fill(Number.NaN)
  expect(missingSentence([run], ['a'], metrics.loss, axes.time)).toBe('Not recorded.')
  expect(missingSentence([run], ['a'], metrics.loss, axes.step)).toBeNull()
})
