// The log of steps and epochs: in order, with its format first, and one failure for a full disk.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MetricsLog } from '../../../src/engine/runs/metrics-log'
import type { Failure } from '#shared/protocol/result'
import { temporaryFolder } from '../sample'

describe('MetricsLog', () => {
  const steps = {
    first: 1,
    loss: Float32Array.of(0.1, Number.NaN),
    accuracy: Float32Array.of(0.5, 0.5),
    gradientNorm: Float32Array.of(1, 2),
    milliseconds: Float32Array.of(4, 5),
  }

  it('appends lines in order', async () => {
    const path = join(temporaryFolder(), 'metrics.jsonl')
    const log = new MetricsLog(path, () => undefined)
    log.appendSteps(steps)
    const epoch = {
      epoch: 1,
      loss: 1,
      accuracy: 1,
      valLoss: 1,
      valAccuracy: 1,
      seconds: 1,
      step: 2,
    }
    log.appendEpoch(epoch)
    await log.close()
    const [format, ...lines] = readFileSync(path, 'utf8').split('\n')
    expect(JSON.parse(format)).toEqual({ type: 'format', format: 'unroll-metrics/1' })
    expect(lines).toHaveLength(4)
    expect(JSON.parse(lines[0])).toMatchObject({ type: 'step', step: 1, loss: 0.1 })
    expect(JSON.parse(lines[1])).toMatchObject({ type: 'step', step: 2, loss: null })
    expect(JSON.parse(lines[2])).toEqual({ type: 'epoch', ...epoch })
  })

  it.skipIf(!existsSync('/dev/full'))('tells a full disk once', async () => {
    const failures: Failure[] = []
    const log = new MetricsLog('/dev/full', (failure) => failures.push(failure))
    log.appendSteps(steps)
    log.appendSteps(steps)
    await log.close()
    expect(failures).toMatchObject([{ code: 'disk-full' }])
  })
})
