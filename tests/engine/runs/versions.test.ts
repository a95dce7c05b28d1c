// Run folders that older versions of the lab wrote are read as today's, and stay as they are.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cutMetrics, readMetrics } from '../../../src/engine/runs/read-metrics'
import { temporaryFolder, unwrap } from '../sample'
import { change, openStore, writeOldRun } from './sample-run'

const id = '20261121-123815-version-1-rimt'

describe('a run of version 1', () => {
  it('is listed with what version 1 did not know filled in', async () => {
    const store = openStore()
    const folder = writeOldRun(join(store.folder, id))
    const { runs, damaged } = unwrap(await store.list())
    expect(damaged).toEqual([])
    expect(runs).toMatchObject([
      {
        format: 'unroll-run/2',
        id,
        folder,
        name: 'Version 1',
        state: 'done',
        kept: null,
        position: null,
        resumed: 0,
        group: null,
        settings: {},
        tags: [],
        starred: false,
        hasModel: true,
        canResume: false,
        curve: [0.4, 0.4],
      },
    ])
  })

  it('opens whole: the rate of a step is not known, its seconds are added up', async () => {
    const folder = writeOldRun(join(temporaryFolder(), id))
    const detail = unwrap(await openStore('/nowhere').detail(folder))
    expect(detail.steps.first).toBe(1)
    expect(detail.steps.loss).toHaveLength(6)
    expect([...detail.steps.learningRate]).toEqual(Array(6).fill(Number.NaN))
    expect(detail.steps.seconds[0]).toBeCloseTo(0.011559454, 6)
    expect(detail.steps.seconds[5]).toBeCloseTo(0.0229019831, 6)
    expect(detail.epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 3],
      [2, 6],
    ])
    expect(detail.evaluation?.rows).toBe(10)
    expect(detail.experiment.training.schedule).toEqual({ type: 'constant', warmupSteps: 0 })
    expect(detail).toMatchObject({ notes: { name: null }, checkpoints: [], log: [] })
  })

  it('is not changed by being read', async () => {
    const store = openStore()
    const folder = writeOldRun(join(store.folder, id))
    const before = contents(folder)
    unwrap(await store.list())
    unwrap(await store.detail(folder))
    expect(contents(folder)).toEqual(before)
  })

  it('becomes metrics of version 2 where it is cut', async () => {
    const path = join(writeOldRun(join(temporaryFolder(), id)), 'metrics.jsonl')
    const before = unwrap(await readMetrics(path))
    expect(await cutMetrics(path, 4)).toBeNull()
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(lines[0]).toBe('{"type":"format","format":"unroll-metrics/2"}')
    expect(lines).toHaveLength(6) // the format, four steps and the first epoch
    const after = unwrap(await readMetrics(path))
    expect(after.steps.seconds).toEqual(before.steps.seconds.slice(0, 4))
    expect(after.epochs).toEqual(before.epochs.slice(0, 1))
  })

  it('with a wrong value is damaged, not guessed at', async () => {
    const store = openStore()
    const folder = writeOldRun(join(store.folder, id))
    change(folder, 'run.json', { seed: 'x' })
    const { damaged } = unwrap(await store.list())
    expect(damaged[0].reason).toMatch(/run\.json is damaged at seed/)
  })
})

function contents(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'model')
    .sort()
    .map((name) => `${name} ${readFileSync(join(folder, name), 'base64')}`)
}
