// Files are written whole or not at all, and each error of the file system becomes a sentence.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MetricsLog } from '../../../src/engine/runs/metrics-log'
import { writeFailure, writeJson } from '../../../src/engine/runs/write-file'
import type { Failure } from '#shared/protocol/result'
import { temporaryFolder } from '../sample'

describe('writeJson', () => {
  it('replaces a file and leaves nothing beside it', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a.json')
    for (const value of [1, 2, 3]) expect(await writeJson(path, { value })).toBeNull()
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ value: 3 })
    expect(readdirSync(folder)).toEqual(['a.json'])
  })

  it('keeps what there was when it cannot write', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'a.json'))
    writeFileSync(join(folder, 'a.json', 'kept'), '')
    expect(await writeJson(join(folder, 'a.json'), {})).toMatchObject({ code: 'write-failed' })
    expect(readdirSync(folder)).toEqual(['a.json'])
    expect(existsSync(join(folder, 'a.json', 'kept'))).toBe(true)
  })

  it.each([
    ['ENOSPC', 'disk-full', /^The disk is full: \/run\.json could not be written/],
    ['EDQUOT', 'disk-full', /Free some space/],
    ['EACCES', 'write-failed', /no permission/],
    ['EROFS', 'write-failed', /no permission/],
    ['ENOTDIR', 'write-failed', /a file is in the way/],
    ['EIO', 'write-failed', /\(EIO\)/],
  ])('says what %s means', (code, expected, message) => {
    const failed = writeFailure('/run.json', Object.assign(new Error(code), { code }))
    expect(failed).toMatchObject({ code: expected, message: expect.stringMatching(message) })
  })
})

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
