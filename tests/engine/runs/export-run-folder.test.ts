// A run folder in one zip: the same bytes each time, nothing in it of this computer, and another lab takes it in.
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ImportOptions } from '#shared/domain/import'
import { success } from '#shared/protocol/result'
import type { Progress } from '#shared/protocol/trainer-api'
import type { ErrandControl } from '../../../src/engine/errands'
import { exportRunFolder } from '../../../src/engine/runs/export-run-folder'
import { Imports } from '../../../src/engine/runs/imports'
import { writeLock } from '../../../src/engine/runs/run-lock'
import { isRunZipFolder } from '../../../src/engine/runs/run-zip'
import { verifyRunZip } from '../../../src/engine/runs/verify-run-zip'
import { readZip } from '../../../src/files/unzip'
import { temporaryFolder, unwrap } from '../sample'
import { change, openStore, writeRun } from './sample-run'

const options: ImportOptions = { requestId: 'import', name: null, vocabulary: null, labels: null }
const limits = { entries: 1000, bytes: 10 ** 8 }
const sha = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
const noModel = () => Promise.reject(new Error('No model is read here.'))

function control(stopIn?: Progress['phase']): ErrandControl & { readonly told: string[] } {
  let phase: Progress['phase'] | undefined
  const told: string[] = []
  return {
    told,
    enter: (next) => void (phase = next),
    onProgress: (done, total) => void told.push(`${phase} ${done}/${total}`),
    isStopped: () => phase === stopIn && stopIn !== undefined,
  }
}

/** What the trainer gives of a run with a model. */
const vectorsOf = async () => success('the vectors')
const request = (out: string) => ({ requestId: 'export', format: 'unroll' as const, out })
const exported = (run: string, out: string, by = control()) =>
  exportRunFolder(run, request(out), { version: '1.2.3', control: by, vectorsOf })

/** A run whose files name its data, and where to export it to. */
async function sample() {
  const folder = temporaryFolder()
  const run = await writeRun(folder, 'a-run')
  const data = join(folder, 'data of mine', 'reviews.csv')
  const experiment = JSON.parse(readFileSync(join(run, 'experiment.json'), 'utf8'))
  change(run, 'experiment.json', { data: { ...experiment.data, path: data } })
  const line = { at: '2026-11-21T12:38:16.000Z', level: 'info', message: `Started with ${data}.` }
  appendFileSync(join(run, 'log.jsonl'), `${JSON.stringify(line)}\n`)
  return { folder, run, data, out: join(folder, 'out') }
}

async function zipOf(out: string): Promise<ReadonlyMap<string, string>> {
  const read = unwrap(await readZip(readFileSync(join(out, 'run.zip')), 'run.zip', limits))
  return new Map([...read].map(([name, bytes]) => [name, Buffer.from(bytes).toString('latin1')]))
}

describe('the zip', () => {
  it('holds the files of the run as they are, but for the places of this computer', async () => {
    const { run, data, out } = await sample()
    const report = unwrap(await exported(run, out))
    const names = ['run.zip', 'README.md', 'test-vectors.json', 'parity.json']
    expect(report.files).toEqual(
      names.map((name) => ({ name, bytes: readFileSync(join(out, name)).length })),
    )
    expect(readFileSync(join(out, 'test-vectors.json'), 'utf8')).toBe('the vectors')
    expect(JSON.parse(readFileSync(join(out, 'parity.json'), 'utf8'))).toEqual({
      ...{ format: 'unroll-parity/1', exported: 'unroll', ...report.parity },
    })
    const packed = await zipOf(out)
    for (const [name, content] of packed) {
      expect(content).not.toContain(data)
      if (!['experiment.json', 'log.jsonl'].includes(name))
        expect(content).toBe(readFileSync(join(run, name), 'latin1'))
    }
    expect([...packed.keys()]).toEqual(expect.arrayContaining(['run.json', 'model/model.json']))
    expect(JSON.parse(packed.get('experiment.json') ?? '').data.path).toBe('reviews.csv')
    expect(packed.get('log.jsonl')).toContain('"Started with reviews.csv."')
    const bytes = [...packed.values()].reduce((sum, content) => sum + content.length, 0)
    expect(report.parity).toEqual({
      ...{ program: 'Unroll 1.2.3, reading the zip back', vectors: packed.size, numbers: bytes },
      ...{ largestDifference: 0, limit: 1e-5 },
    })
  })

  it('leaves out the training text that a language model keeps', async () => {
    const { run, out } = await sample()
    writeFileSync(join(run, 'training-ngrams.bin'), 'the training text')
    unwrap(await exported(run, out))
    expect([...(await zipOf(out)).keys()]).not.toContain('training-ngrams.bin')
  })

  it('is the same each time, in another folder too', async () => {
    const { run, out, folder } = await sample()
    unwrap(await exported(run, out))
    const other = join(folder, 'other')
    unwrap(await exported(run, other))
    for (const name of readdirSync(out)) expect(sha(join(out, name))).toBe(sha(join(other, name)))
  })

  it('tells of packing and then of checking, up to the last byte', async () => {
    const { run, out } = await sample()
    const by = control()
    const { parity } = unwrap(await exported(run, out, by))
    expect(by.told[0]).toMatch(/^exporting /)
    expect(by.told.at(-1)).toBe(`checking ${parity.numbers}/${parity.numbers}`)
  })

  it('is verified, and found out when it was changed', async () => {
    const { run, out } = await sample()
    const { parity } = unwrap(await exported(run, out))
    expect(await isRunZipFolder(out)).toBe(true)
    const lab = { requestId: 'verify', version: '1.2.3', control: control() }
    const found = { ...parity, program: 'the trainer', vectors: 5, largestDifference: 0.5 }
    const asked: unknown[] = []
    const verifyRun = async (folder: string, work: object) => {
      asked.push(work, filesOf(folder))
      return success(found)
    }
    expect(unwrap(await verifyRunZip(out, { ...lab, verifyRun }))).toEqual({
      ...{ format: 'unroll', folder: out, isWithin: false },
      parity: { ...found, program: 'Unroll 1.2.3, from the unpacked zip' },
    })
    const file = join(out, 'test-vectors.json')
    expect(asked).toEqual([{ requestId: 'verify', content: 'the vectors', file }, filesOf(run)])
    // Without vectors every byte is read against its checksum.
    rmSync(file)
    const verified = unwrap(await verifyRunZip(out, { ...lab, verifyRun }))
    expect(verified).toEqual({ format: 'unroll', folder: out, parity, isWithin: true })
    const bytes = readFileSync(join(out, 'run.zip'))
    bytes[200] ^= 1
    writeFileSync(join(out, 'run.zip'), bytes)
    expect(await verifyRunZip(out, { ...lab, verifyRun })).toMatchObject({
      ...{ ok: false, code: 'run-unreadable' },
      message: expect.stringContaining('run.zip'),
    })
  })
})

describe('nothing is exported', () => {
  it('while the run trains', async () => {
    const { run, out, folder } = await sample()
    await writeLock(run)
    expect(await exported(run, out)).toMatchObject({ ok: false, code: 'busy' })
    expect(readdirSync(folder)).not.toContain('out')
  })

  it('over a folder with something in it', async () => {
    const { run, out } = await sample()
    mkdirSync(out)
    writeFileSync(join(out, 'mine'), 'x')
    expect(await exported(run, out)).toMatchObject({ ok: false, code: 'write-failed' })
    expect(readdirSync(out)).toEqual(['mine'])
  })

  it.each(['exporting', 'checking'] as const)('when it is stopped while %s', async (phase) => {
    const { run, out, folder } = await sample()
    const before = filesOf(folder)
    expect(await exported(run, out, control(phase))).toMatchObject({ ok: false, code: 'stopped' })
    expect(filesOf(folder)).toEqual(before)
  })

  it('of a run whose model lacks its weights', async () => {
    const { run, out, folder } = await sample()
    change(run, 'model/model.json', { weightsManifest: [{ paths: ['gone.bin'] }] })
    expect(await exported(run, out)).toMatchObject({
      ...{ ok: false, code: 'run-unreadable' },
      message: expect.stringContaining('gone.bin is missing'),
    })
    expect(readdirSync(folder)).not.toContain('out')
  })
})

describe('another lab', () => {
  it.each([
    ['the zip', (out: string) => join(out, 'run.zip')],
    ['the exported folder', (out: string) => out],
  ])('takes %s in, and has the same run', async (_what, from) => {
    const { run, out, data } = await sample()
    unwrap(await exported(run, out))
    const store = openStore()
    const taken = unwrap(
      await new Imports(store.folder, noModel).take(from(out), options, control()),
    )
    expect(taken).toMatchObject({ kind: 'unroll', runId: 'a-run' })
    expect(readdirSync(store.folder)).toEqual(['a-run'])
    expect(filesOf(taken.folder)).toEqual(filesOf(run))
    const [there, here] = [
      unwrap(await store.detail(run)),
      unwrap(await store.detail(taken.folder)),
    ]
    expect(here.experiment.data.path).toBe(basename(data))
    const alike = { experiment: there.experiment, log: there.log, folder: '', bytes: 0 }
    expect({ ...here, ...alike }).toEqual({ ...there, ...alike })
  })
})
