// The log of steps and epochs: in order, with its format first, whole lines or none.
import { appendFileSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MetricsLog } from '../../../src/engine/runs/metrics-log'
import { temporaryFolder } from '../sample'

const steps = {
  first: 1,
  loss: Float32Array.of(0.1, Number.NaN),
  accuracy: Float32Array.of(0.5, 0.5),
  gradientNorm: Float32Array.of(1, 2),
  milliseconds: Float32Array.of(4, 5),
  learningRate: Float32Array.of(0.001, 0.002),
  seconds: Float32Array.of(0.004, 0.009),
}
const epoch = {
  epoch: 1,
  loss: 1,
  accuracy: 1,
  valLoss: 1,
  valAccuracy: 1,
  seconds: 1,
  step: 2,
}
const linesOf = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('MetricsLog', () => {
  it('adds lines in order', async () => {
    const path = join(temporaryFolder(), 'metrics.jsonl')
    const log = new MetricsLog(path)
    expect(await log.appendSteps(steps)).toBeNull()
    expect(await log.appendEpoch(epoch)).toBeNull()
    expect(await log.sync()).toBeNull()
    await log.close()
    expect(linesOf(path)).toEqual([
      { type: 'format', format: 'unroll-metrics/2' },
      {
        type: 'step',
        step: 1,
        loss: expect.closeTo(0.1, 8),
        accuracy: 0.5,
        gradientNorm: 1,
        milliseconds: 4,
        learningRate: expect.closeTo(0.001, 9),
        seconds: expect.closeTo(0.004, 9),
      },
      expect.objectContaining({ type: 'step', step: 2, loss: null }),
      { type: 'epoch', ...epoch },
    ])
  })

  it('writes each 32-bit float so that it is read back as it was', async () => {
    const path = join(temporaryFolder(), 'metrics.jsonl')
    const log = new MetricsLog(path)
    const loss = Float32Array.from({ length: 500 }, (_, index) => Math.exp(index / 7 - 40) / 3)
    const same = { accuracy: loss, gradientNorm: loss, milliseconds: loss, learningRate: loss }
    expect(await log.appendSteps({ first: 1, loss, ...same, seconds: loss })).toBeNull()
    await log.close()
    const read = linesOf(path).slice(1) as { loss: number }[] // the lines just written
    expect(Float32Array.from(read, (line) => line.loss)).toEqual(loss)
  })

  it('cuts off a line that a crash tore', async () => {
    const path = join(temporaryFolder(), 'metrics.jsonl')
    const first = new MetricsLog(path)
    await first.appendEpoch(epoch)
    await first.close()
    appendFileSync(path, '{"type":"step","step":3,"lo')
    const second = new MetricsLog(path)
    expect(await second.appendEpoch({ ...epoch, epoch: 2 })).toBeNull()
    await second.close()
    expect(linesOf(path)).toMatchObject([{ type: 'format' }, { epoch: 1 }, { epoch: 2 }])
  })

  it.skipIf(!existsSync('/dev/full'))('takes the same lines again after a full disk', async () => {
    const path = join(temporaryFolder(), 'metrics.jsonl')
    symlinkSync('/dev/full', path)
    const log = new MetricsLog(path)
    for (let attempt = 0; attempt < 2; attempt++)
      expect(await log.appendSteps(steps)).toMatchObject({ code: 'disk-full' })
    rmSync(path)
    expect(await log.appendSteps(steps)).toBeNull()
    await log.close()
    expect(linesOf(path)).toMatchObject([{ type: 'format' }, { step: 1 }, { step: 2 }])
  })
})
