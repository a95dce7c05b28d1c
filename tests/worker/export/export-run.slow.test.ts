// What every export does whatever its format: it proves itself, appears whole or not at all, and can be stopped and verified.
import { appendFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { success } from '#shared/protocol/result'
import { exportBy } from '../../../src/worker/export/export-run'
import type { Exporter } from '../../../src/worker/export/exporter'
import { tfjs } from '../../../src/worker/export/tfjs/tfjs'
import { verifyExport } from '../../../src/worker/export/verify-export'
import { releaseRun } from '../../../src/worker/inference/load-run'
import { caseOf, exportAs, quiet, trainedCase } from './runs'

let place = ''
let run = ''
let count = 0
const newFolder = (): string => join(place, `out-${++count}`)
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'unroll-export-run-'))
  const tried = caseOf('classification', 'GRU')
  if (!tried) throw new Error('there is such a case')
  run = await trainedCase(join(place, 'case'), tried)
})
afterEach(releaseRun)
afterAll(() => rm(place, { recursive: true, force: true }))

async function exported(): Promise<string> {
  const out = newFolder()
  const report = await exportAs('tfjs', run, out)
  if (!report.ok) throw new Error(report.message)
  return out
}

describe('an export', () => {
  it('that computes something else is not written', async () => {
    const wrong: Exporter = {
      ...tfjs,
      async files(subject) {
        const content = await tfjs.files(subject)
        if (!content.ok) return content
        return success(
          content.value.map(([name, data]) => {
            if (name !== 'weights.bin') return [name, data] as const
            return [name, new Uint8Array(Buffer.byteLength(data))] as const
          }),
        )
      },
    }
    const out = newFolder()
    const report = await exportBy(wrong, run, { format: 'tfjs', out }, quiet)
    expect(report).toMatchObject({ ok: false, code: 'export-differs' })
    expect(await readdir(place)).not.toContain(`out-${count}`)
  })

  it('ends when it is stopped, and leaves nothing', async () => {
    const out = newFolder()
    const report = await exportAs('tfjs', run, out, { ...quiet, isStopped: () => true })
    expect(report).toMatchObject({ ok: false, code: 'stopped' })
    expect(await readdir(place)).not.toContain(`out-${count}`)
  })

  it('does not go into the folder of its run', async () => {
    const before = await readdir(run)
    const report = await exportAs('tfjs', run, join(run, 'out'))
    expect(report).toMatchObject({ ok: false, code: 'write-failed' })
    expect(report.ok ? '' : report.message).toContain('is in the folder of the run itself')
    expect(await readdir(run)).toEqual(before)
  })

  it('tells how far it is', async () => {
    const phases = new Set<string>()
    const control = {
      ...quiet,
      onProgress: ({ phase }: { readonly phase: string }) => void phases.add(phase),
    }
    await exportAs('tfjs', run, newFolder(), control)
    expect([...phases]).toEqual(['exporting', 'checking'])
  })

  it('says in its own file what it was found to be', async () => {
    const parity: unknown = JSON.parse(
      await readFile(join(await exported(), 'parity.json'), 'utf8'),
    )
    expect(parity).toMatchObject({ format: 'unroll-parity/1', exported: 'tfjs', vectors: 5 })
  })
})

describe('verifying', () => {
  it('finds weights that were changed', async () => {
    const out = await exported()
    const weights = await readFile(join(out, 'weights.bin'))
    weights.writeFloatLE(3, weights.length - 4)
    await writeFile(join(out, 'weights.bin'), weights)
    const verified = await verifyExport(out, quiet)
    expect(verified).toMatchObject({ ok: true, value: { isWithin: false } })
  })

  it.each([
    ['test-vectors.json', 'not JSON', 'test-vectors.json is damaged (it is not JSON)'],
    ['test-vectors.json', '{"format":"unroll-test-vectors/2"}', 'no list of test vectors'],
    ['parity.json', '{"format":"unroll-parity/1","exported":"exe"}', 'parity.json is damaged'],
    ['parity.json', '[', 'parity.json is damaged (it is not JSON)'],
    ['model.json', '{}', 'model.json is damaged'],
  ])('refuses %s with %s', async (name, content, sentence) => {
    const out = await exported()
    await writeFile(join(out, name), content)
    const verified = await verifyExport(out, quiet)
    expect(verified).toMatchObject({ ok: false, code: 'run-unreadable' })
    expect(verified.ok ? '' : verified.message).toContain(sentence)
  })

  it.each(['parity.json', 'test-vectors.json', 'model.json', 'weights.bin'])(
    'names %s when it is missing',
    async (name) => {
      const out = await exported()
      await rm(join(out, name))
      const verified = await verifyExport(out, quiet)
      expect(verified).toMatchObject({ ok: false, code: 'run-unreadable' })
      expect(verified.ok ? '' : verified.message).toContain(name)
    },
  )

  it('says when ids are beyond the vocabulary', async () => {
    const out = await exported()
    const file = join(out, 'test-vectors.json')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(/"ids": \[\s*\d+/g, '"ids": [ 100000'))
    expect(await verifyExport(out, quiet)).toMatchObject({ ok: false, code: 'run-unreadable' })
  })

  it('passes links over', async () => {
    const out = await exported()
    await rm(join(out, 'weights.bin'))
    await symlink(join(run, 'model', 'model.json'), join(out, 'weights.bin'))
    expect(await verifyExport(out, quiet)).toMatchObject({ ok: false, code: 'run-unreadable' })
  })

  it('names the exports in a folder of several', async () => {
    const folder = newFolder()
    for (const format of ['tfjs', 'keras'] as const) {
      const report = await exportAs(format, run, join(folder, format))
      if (!report.ok) throw new Error(report.message)
    }
    expect(await verifyExport(folder, quiet)).toMatchObject({
      message: `${folder} is no export itself but holds some: keras, tfjs. Name one of these folders, such as ${join(folder, 'keras')}.`,
    })
  })

  it('says that a folder is not there, a file, or no export', async () => {
    const file = join(await exported(), 'model.json')
    expect(await verifyExport(file, quiet)).toMatchObject({
      message: `${file} is a file; name the exported folder.`,
    })
    expect(await verifyExport(join(place, 'nothing'), quiet)).toMatchObject({
      message: expect.stringContaining('it is not there') as string,
    })
    await appendFile(join(place, 'stray.txt'), '')
    expect(await verifyExport(run, quiet)).toMatchObject({
      message: expect.stringContaining('no folder that the lab exported') as string,
    })
  })
})
