// @vitest-environment ./tests/renderer/page-environment.ts
import { describe, expect, it } from 'vitest'
import type { StepColumns } from '#shared/domain/run'
import { StepSeries } from '../../../src/renderer/src/state/step-series.svelte'

function batch(first: number, ...loss: number[]): StepColumns {
  const column = Float32Array.from(loss)
  return {
    first,
    loss: column,
    accuracy: column,
    gradientNorm: column,
    milliseconds: column,
    learningRate: column,
    seconds: column,
  }
}

const shown = (series: StepSeries): number[] => [...series.loss.subarray(0, series.count)]

describe('the steps of a run', () => {
  it.each<[string, StepColumns[], number[]]>([
    ['follow each other', [batch(1, 5, 4), batch(3, 3)], [5, 4, 3]],
    ['leave room for what is missing', [batch(1, 5), batch(4, 2)], [5, NaN, NaN, 2]],
    ['replace what is known', [batch(1, 5, 4, 3), batch(2, 9)], [5, 9, 3]],
    ['ignore nothing', [batch(1)], []],
    ['ignore steps before the first', [batch(0, 1)], []],
  ])('%s', (_name, batches, expected) => {
    const series = new StepSeries()
    for (const one of batches) series.append(one)
    expect(shown(series)).toEqual(expected)
  })

  it('grow by doubling and count their changes', () => {
    const series = new StepSeries()
    const capacity = series.loss.length
    for (let step = 1; step <= 3000; step += 10) {
      series.append(batch(step, ...Array.from({ length: 10 }, (_, index) => step + index)))
    }
    expect(series.count).toBe(3000)
    expect(series.loss.length).toBe(capacity * 4)
    expect(series.milliseconds[2999]).toBe(3000)
    expect(series.seconds[2999]).toBe(3000)
    expect(series.version).toBe(300)
  })

  it('are forgotten before a run is read anew', () => {
    const series = new StepSeries()
    series.append(batch(1, 5, 4, 3))
    series.clear()
    series.append(batch(1, 7))
    expect(shown(series)).toEqual([7])
    expect(series.version).toBe(3)
  })
})
