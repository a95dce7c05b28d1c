// What is handed to Chart.js: which lines, how they look, how many points they have.
import { describe, expect, it } from 'vitest'
import type { ChartTheme } from '../../../src/renderer/src/charts/chart-theme'
import type { SeriesKey } from '../../../src/renderer/src/charts/chart-view.svelte'
import { metrics, type ChartRun } from '../../../src/renderer/src/charts/metric'
import { SeriesBuilder } from '../../../src/renderer/src/charts/series'

const theme: ChartTheme = {
  font: 'sans-serif',
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

function makeRun(id: string, colorIndex: number, count: number, epochs: number): ChartRun {
  const column = Float32Array.from({ length: count }, (_, index) => 0.7 - (0.4 * index) / count)
  return {
    id,
    record: { name: id, createdAt: '2026-11-20T10:00:00Z' },
    colorIndex,
    steps: { count, version: 1, loss: column, accuracy: column, gradientNorm: column },
    epochs: Array.from({ length: epochs }, (_, index) => ({
      epoch: index + 1,
      step: ((index + 1) * count) / epochs,
      loss: 0.5,
      accuracy: 0.8,
      valLoss: 0.55,
      valAccuracy: 0.75,
      seconds: 1,
    })),
    baselines: [
      { name: 'majority', title: 'Majority class', accuracy: 0.5, loss: 0.69, seconds: 0 },
    ],
  }
}

const build = (
  runs: ChartRun[],
  hidden: SeriesKey[] = [],
  metric: 'loss' | 'gradientNorm' = 'loss',
) =>
  new SeriesBuilder().build({
    metric: metrics[metric],
    runs,
    range: { min: 0, max: 10_000 },
    smoothing: 0.9,
    hidden: new Set(hidden),
    limit: 400,
    theme,
  })

describe('SeriesBuilder', () => {
  const run = makeRun('a', 0, 10_000, 4)

  it('draws epochs, smoothed and raw steps, and the validation dashed with hollow markers', () => {
    const { datasets } = build([run])
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
    const shapes = new Set(datasets.map((dataset) => dataset.pointStyle).filter(Boolean))
    expect(shapes.size).toBe(2)
  })

  it('leaves out what is hidden', () => {
    expect(build([run], ['a/training']).datasets).toHaveLength(1)
    expect(build([run], ['a/validation']).datasets).toHaveLength(3)
    expect(build([run], ['baseline/majority']).baselines).toEqual([])
  })

  it('has steps only for the gradient norm', () => {
    const { datasets, baselines } = build([run], [], 'gradientNorm')
    expect([datasets.length, baselines.length]).toEqual([2, 0])
  })

  it('marks only some of very many epochs', () => {
    const radii = build([makeRun('a', 0, 10_000, 200)]).datasets[2].pointRadius
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
})
