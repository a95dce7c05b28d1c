// Metrics of today's version: columns of steps, epochs, and the cut where training is taken up again.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cutMetrics, readEpochs, readMetrics } from '../../../src/engine/runs/read-metrics'
import { temporaryFolder, unwrap } from '../sample'

const format = '{"type":"format","format":"unroll-metrics/2"}'
const step = (number: number): string =>
  `{"type":"step","step":${number},"loss":0.5,"accuracy":0.75,"gradientNorm":null,"milliseconds":4,"learningRate":0.01,"seconds":${number / 8}}`
const epoch = (number: number, at: number): string =>
  `{"type":"epoch","epoch":${number},"loss":0.5,"accuracy":0.7,"valLoss":null,"valAccuracy":0.6,"seconds":1,"step":${at}}`

function fileOf(lines: readonly string[]): string {
  const path = join(temporaryFolder(), 'metrics.jsonl')
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
  return path
}

const whole = [format, step(1), step(2), epoch(1, 2), step(3), step(4), epoch(2, 4), step(5)]

describe('cutting the metrics', () => {
  it.each<[number, readonly string[]]>([
    [0, [format]],
    [1, [format, step(1)]],
    [2, [format, step(1), step(2), epoch(1, 2)]],
    [3, [format, step(1), step(2), epoch(1, 2), step(3)]],
    [9, whole],
  ])('at step %i', async (at, lines) => {
    const path = fileOf(whole)
    appendFileSync(path, '{"type":"step","st')
    expect(await cutMetrics(path, at)).toBeNull()
    expect(readFileSync(path, 'utf8')).toBe(lines.map((line) => `${line}\n`).join(''))
  })

  it.each<[string, number, readonly string[]]>([
    ['that was measured', 3, whole.slice(0, 7)],
    ['whose steps are done and that is not measured', 2, whole.slice(0, 6)],
  ])('at the end of an epoch %s', async (_what, epochUnderWay, lines) => {
    const path = fileOf(whole)
    expect(await cutMetrics(path, 4, epochUnderWay)).toBeNull()
    expect(readFileSync(path, 'utf8')).toBe(lines.map((line) => `${line}\n`).join(''))
  })

  it('makes a file without steps where there is none', async () => {
    const path = join(temporaryFolder(), 'metrics.jsonl')
    expect(await cutMetrics(path, 0)).toBeNull()
    expect(readFileSync(path, 'utf8')).toBe(`${format}\n`)
  })

  it('leaves a damaged file as it is', async () => {
    const path = fileOf([format, step(1), 'x', step(2)])
    const before = readFileSync(path)
    expect(await cutMetrics(path, 1)).toMatchObject({
      code: 'run-unreadable',
      message: `${path} is damaged at line 3. Remove that line to read the rest.`,
    })
    expect(readFileSync(path)).toEqual(before)
  })

  it('tells of a folder that is gone', async () => {
    const path = join(temporaryFolder(), 'gone', 'metrics.jsonl')
    expect(await cutMetrics(path, 1)).toMatchObject({ code: 'write-failed' })
    expect(existsSync(path)).toBe(false)
  })
})

describe('reading the metrics', () => {
  it('gives every column', async () => {
    const { steps, epochs } = unwrap(await readMetrics(fileOf(whole)))
    expect(steps.learningRate).toEqual(new Float32Array(5).fill(0.01))
    expect(steps.seconds).toEqual(Float32Array.of(1 / 8, 2 / 8, 3 / 8, 4 / 8, 5 / 8))
    expect(steps.gradientNorm[0]).toBeNaN()
    expect(epochs.map(({ valLoss }) => valLoss)).toEqual([Number.NaN, Number.NaN])
    expect(unwrap(await readEpochs(fileOf(whole)))).toEqual(epochs)
  })

  it('asks for what version 2 has in each step', async () => {
    const path = fileOf([format, step(1).replace(',"learningRate":0.01', '')])
    expect(await readMetrics(path)).toMatchObject({ message: expect.stringMatching(/at line 2/) })
  })
})
