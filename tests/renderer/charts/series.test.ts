// What is handed to Chart.js: which lines, how they look, how many points they have.
import { describe, expect, it } from 'vitest'
import type { ChartTheme } from '../../../src/renderer/src/charts/chart-theme'
import type { SeriesKey } from '../../../src/renderer/src/charts/chart-view.svelte'
import { metrics, type ChartRun, type MetricName } from '../../../src/renderer/src/charts/metric'
import { SeriesBuilder, type SeriesOptions } from '../../../src/renderer/src/charts/series'
import { axes } from '../../../src/renderer/src/charts/x-axis'
import { makeRun } from './chart-runs'

const theme: ChartTheme = {
  font: 'sans-serif',
  ink: 'ink',
  text: 'text',
  grid: 'grid',
  axis: 'axis',
  surface: 'surface',
  baseline: 'baseline',
  runs: Array.from({ length: 8 }, (_, index) => ({
    line: `line-${index}`,
    faint: `faint-${index}`,
  })),
}

const build = (
  runs: ChartRun[],
  hidden: SeriesKey[] = [],
  metric: MetricName = 'loss',
  others: Partial<SeriesOptions> = {},
) =>
  new SeriesBuilder().build({
    metric: metrics[metric],
    runs,
    axis: axes.step,
    range: { min: 0, max: 10_000 },
    smoothing: 0.9,
    isLog: false,
    hidden: new Set(hidden),
    emphasis: null,
    limit: 400,
    theme,
    ...others,
  })

describe('SeriesBuilder', () => {
  const run = makeRun('a', 0, 10_000, 4)

  it('draws epochs, smoothed and raw steps, and the validation dashed with hollow markers', () => {
    const datasets = build([run]).datasets.filter((dataset) => dataset.borderColor)
    expect(datasets.map((dataset) => dataset.borderColor)).toEqual([
      'line-0',
      'line-0',
      'line-0',
      'faint-0',
    ])
    const validation = datasets[2]
    expect(validation).toMatchObject({ borderDash: [6, 4], pointBackgroundColor: 'surface' })
    expect(validation.data.map((point) => point.x)).toEqual([2500, 5000, 7500, 10_000])
  })

  it('keeps lines within the pixels there are', () => {
    for (const dataset of build([run]).datasets)
      expect(dataset.data.length).toBeLessThanOrEqual(402)
  })

  it('shows raw steps and baselines of the run in focus alone, below everything', () => {
    const { datasets, baselines } = build([run, makeRun('b', 1, 100, 2)])
    expect(datasets.filter((dataset) => String(dataset.borderColor).startsWith('faint'))).toEqual([
      datasets.at(-1),
    ])
    expect(baselines).toEqual([{ title: 'Majority class', value: 0.69 }])
  })

  it('gives runs markers of different shapes', () => {
    const { datasets } = build([run, makeRun('b', 1, 100, 2)])
    const marked = datasets.filter((dataset) => dataset.borderDash)
    const shapes = new Set(marked.map((dataset) => dataset.pointStyle))
    expect(shapes.size).toBe(2)
  })

  it('leaves out what is hidden', () => {
    expect(build([run], ['a/training']).datasets).toHaveLength(2)
    expect(build([run], ['a/validation']).datasets).toHaveLength(3)
    expect(build([run], ['*/training', '*/validation']).datasets).toEqual([])
    expect(build([run], ['baseline/majority']).baselines).toEqual([])
  })

  it('has steps only for the gradient norm', () => {
    const { datasets, baselines } = build([run], [], 'gradientNorm')
    expect([datasets.length, baselines.length]).toEqual([2, 0])
  })

  it('marks only some of very many epochs', () => {
    const { datasets } = build([makeRun('a', 0, 10_000, 200)])
    const radii = datasets.find((dataset) => dataset.showLine)?.pointRadius
    expect(Array.isArray(radii) && radii.filter((radius) => radius > 0).length).toBeLessThan(40)
  })

  it('gives room to everything but the odd spike', () => {
    const spiky = makeRun('a', 0, 1000, 2)
    spiky.steps.loss[500] = 80
    const { y } = build([spiky])
    expect(y.min).toBeLessThanOrEqual(0.3)
    expect(y.max).toBeGreaterThanOrEqual(0.7)
    expect(y.max).toBeLessThan(20)
  })

  it('rings the epoch that the run keeps, else the best one so far', () => {
    const [ring] = build([run], [], 'accuracy').datasets
    expect(ring).toMatchObject({ data: [{ x: 10_000, y: 0.8 }], showLine: false })
    const kept = { epoch: 2, step: 5000, metric: 'valLoss', value: 0.55 } as const
    const other = { ...run, record: { ...run.record, kept } }
    expect(build([other]).datasets[0].data).toEqual([{ x: 5000, y: 0.55 }])
  })

  it('draws the run that stands out over the others, which are faint', () => {
    const { datasets } = build([run, makeRun('b', 1, 100, 2)], [], 'gradientNorm', {
      emphasis: 'b',
    })
    expect(datasets.map(({ label, borderColor, order }) => [label, borderColor, order])).toEqual([
      ['a', 'faint-0', 1],
      ['b', 'line-1', 0],
    ])
  })

  it('keeps the points of many runs within what a frame can draw', () => {
    const runs = Array.from({ length: 50 }, (_, index) => makeRun(`r${index}`, index, 10_000, 3))
    const { datasets } = build(runs)
    const points = datasets.reduce((sum, dataset) => sum + dataset.data.length, 0)
    expect(points).toBeLessThan(15_000)
    const shown = new Set(datasets.flatMap((dataset) => dataset.label ?? []))
    expect(shown.size).toBe(50)
  })

  it('works a line out once while neither it nor the view changes', () => {
    const builder = new SeriesBuilder()
    const options = { metric: metrics.loss, runs: [run], axis: axes.step, hidden: new Set<never>() }
    const others = { smoothing: 0.5, isLog: false, emphasis: null, limit: 400, theme }
    const line = (max: number) =>
      builder
        .build({ ...options, ...others, range: { min: 0, max } })
        .datasets.find((dataset) => dataset.pointRadius === 0)?.data
    const first = line(10_000)
    expect(line(10_000)).toBe(first)
    expect(line(5000)).not.toBe(first)
  })

  it('has no place for zero on a logarithmic scale', () => {
    const flat = makeRun('a', 0, 10, 0)
    flat.steps.loss.set([0, 0.001, 0.01, 0.1, 1], 0)
    const { y, isLog, datasets } = build([flat], [], 'loss', { isLog: true, smoothing: 0 })
    expect(isLog).toBe(true)
    expect(y.min).toBeGreaterThan(0)
    expect(y.min).toBeLessThanOrEqual(0.001)
    expect(datasets.find((dataset) => dataset.pointRadius === 0)?.data[0].y).toBeNaN()
    expect(build([flat], [], 'accuracy', { isLog: true }).isLog).toBe(false)
  })

  it('turns smoothed times into a rate', () => {
    const steady = makeRun('a', 0, 100, 0)
    steady.steps.milliseconds.fill(4)
    const { datasets } = build([steady], [], 'stepsPerSecond')
    expect(datasets[0].data[50].y).toBeCloseTo(250)
  })

  it('leaves the learning rate as it was set', () => {
    const stairs = makeRun('a', 0, 100, 0)
    stairs.steps.learningRate.fill(0.01, 0, 50).fill(0.001, 50)
    const { datasets } = build([stairs], [], 'learningRate', { smoothing: 0.99 })
    expect(datasets).toHaveLength(1)
    expect(datasets[0].data[50].y).toBeCloseTo(0.001)
  })

  it.each([
    ['epoch', 4, [1, 2, 3, 4]],
    ['time', 100, [25, 50, 75, 100]],
  ] as const)('puts epochs where the axis of %s has them', (name, max, expected) => {
    const { datasets } = build([run], [], 'loss', { axis: axes[name], range: { min: 0, max } })
    const validation = datasets.find((dataset) => dataset.showLine)
    expect(validation?.data.map(({ x }) => Number(x.toFixed(3)))).toEqual(expected)
  })
})
