// The texts of a language model in `samples.jsonl`: added to, read back, and cut where training goes on.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cutSamples, readSamples, SamplesFile } from '../../../src/engine/runs/samples-file'
import { temporaryFolder, unwrap } from '../sample'

const sampleOf = (epoch: number) => ({
  epoch,
  step: epoch * 3,
  prompt: 'To be',
  text: `, or\n"${epoch}"`,
})

async function written(epochs: readonly number[]): Promise<string> {
  const path = join(temporaryFolder(), 'samples.jsonl')
  const file = new SamplesFile(path)
  for (const epoch of epochs) expect(await file.append(sampleOf(epoch))).toBeNull()
  await file.close()
  return path
}

describe('samples.jsonl', () => {
  it('begins with its format, and is read back as it was told', async () => {
    const path = await written([1, 2])
    expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(
      '{"type":"format","format":"unroll-samples/1"}',
    )
    expect(unwrap(await readSamples(path))).toEqual([sampleOf(1), sampleOf(2)])
  })

  it('is not there for a run that wrote nothing', async () => {
    const path = await written([])
    expect(existsSync(path)).toBe(false)
    expect(unwrap(await readSamples(path))).toEqual([])
    expect(await cutSamples(path, { epoch: 2, step: 3 })).toBeNull()
    expect(existsSync(path)).toBe(false)
  })

  it('without its last line, which a crash tore, is added to after the line before', async () => {
    const path = await written([1])
    appendFileSync(path, '{"epoch":2,"st')
    expect(unwrap(await readSamples(path))).toEqual([sampleOf(1)])
    const file = new SamplesFile(path)
    await file.append(sampleOf(2))
    await file.close()
    expect(unwrap(await readSamples(path))).toEqual([sampleOf(1), sampleOf(2)])
  })

  it.each([
    [
      'another version',
      '{"type":"format","format":"unroll-samples/2"}\n',
      /"unroll-samples\/2"; this lab reads/,
    ],
    ['no format', '{}\n', /does not begin with its format/],
    [
      'a torn line within',
      '{"type":"format","format":"unroll-samples/1"}\n{"ep\n',
      /damaged at line 2/,
    ],
  ])('is refused with %s', async (_what, text, message) => {
    const path = join(temporaryFolder(), 'samples.jsonl')
    writeFileSync(path, text)
    expect(await readSamples(path)).toMatchObject({
      code: 'run-unreadable',
      message: expect.stringMatching(message),
    })
  })

  it.each([
    ['in the third epoch', { epoch: 3, step: 8 }, [1, 2]],
    ['after the second, measured', { epoch: 3, step: 6 }, [1, 2]],
    ['after the second, not measured yet', { epoch: 2, step: 6 }, [1]],
    ['at the start', { epoch: 1, step: 0 }, []],
  ])('is cut to what a checkpoint holds: %s', async (_where, position, kept) => {
    const path = await written([1, 2, 3])
    expect(await cutSamples(path, position)).toBeNull()
    expect(unwrap(await readSamples(path))).toEqual(kept.map(sampleOf))
  })
})
