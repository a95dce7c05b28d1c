// A run folder from elsewhere: whole and of its own files alone it is copied, else a sentence says what is wrong.
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importRun } from '../../../src/engine/runs/import-run'
import { writeLock } from '../../../src/engine/runs/run-lock'
import { temporaryFolder, unwrap } from '../sample'
import { change, eventFile, openStore, writeOldRun, writeRun } from './sample-run'

/** A run outside of an empty store. */
async function elsewhere() {
  const store = openStore()
  return { store, source: await writeRun(temporaryFolder(), 'imported') }
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()

describe('importing a run', () => {
  it('copies every file of it, under its id', async () => {
    const { store, source } = await elsewhere()
    const before = filesOf(source)
    const { id, folder } = unwrap(await importRun(source, store.folder))
    expect([id, folder]).toEqual(['imported', join(store.folder, 'imported')])
    expect(filesOf(folder)).toEqual(before)
    expect(filesOf(source)).toEqual(before)
    for (const file of ['metrics.jsonl', 'model/weights-6.bin', 'notes.json'])
      expect(readFileSync(join(folder, file))).toEqual(readFileSync(join(source, file)))
    const [from, to] = [unwrap(await store.detail(source)), unwrap(await store.detail(folder))]
    expect({ ...to, folder: '', bytes: 0 }).toEqual({ ...from, folder: '', bytes: 0 })
    expect(unwrap(await store.list())).toMatchObject({ runs: [{ id }], damaged: [] })
  })

  it('gives a new id where its own is taken', async () => {
    const { store, source } = await elsewhere()
    await importRun(source, store.folder)
    const { id, folder } = unwrap(await importRun(source, store.folder))
    expect(id).toMatch(/^\d{8}-\d{6}-version-1-\w{4}$/)
    expect(folder).toBe(join(store.folder, id))
    expect(unwrap(await store.detail(folder)).record.id).toBe(id)
  })

  it('takes a run of version 1', async () => {
    const store = openStore()
    const source = writeOldRun(join(temporaryFolder(), 'old'))
    const { folder } = unwrap(await importRun(source, store.folder))
    expect(unwrap(await store.detail(folder)).record).toMatchObject({ state: 'done', kept: null })
  })

  it.each(['running', 'paused'] as const)('makes one that was %s interrupted', async (state) => {
    const { store, source } = await elsewhere()
    change(source, 'run.json', { state, plannedEpochs: 4 })
    const { folder } = unwrap(await importRun(source, store.folder))
    expect(unwrap(await store.detail(folder))).toMatchObject({
      record: { state: 'interrupted', message: 'Interrupted at epoch 2, batch 3 of 3.' },
      canResume: true,
    })
    expect(JSON.parse(readFileSync(join(source, 'run.json'), 'utf8')).state).toBe(state)
  })

  it('leaves what is no part of a run, and never follows a link', async () => {
    const { store, source } = await elsewhere()
    const own = filesOf(source)
    writeFileSync(join(source, 'holiday.jpg'), 'x')
    writeFileSync(join(source, 'running.json'), '{}')
    mkdirSync(join(source, 'photos'))
    writeFileSync(join(source, 'model', 'other.bin'), 'x')
    writeFileSync(join(source, 'checkpoints', 'step-0000009.safetensors'), 'not listed')
    writeFileSync(join(source, 'tensorboard', 'training', 'page.html'), 'x')
    symlinkSync('/etc', join(source, 'etc'))
    symlinkSync('/etc/hostname', join(source, 'model', 'hostname'))
    const { folder } = unwrap(await importRun(source, store.folder))
    expect(filesOf(folder)).toEqual(own)
  })
})

describe('an import is refused', () => {
  it.each<[string, (source: string) => void, RegExp]>([
    ['a folder that is gone', (source) => rmSync(source, { recursive: true }), / is not there\.$/],
    [
      'a folder that is no run',
      (source) => rmSync(join(source, 'run.json')),
      /run\.json is missing/,
    ],
    ['a file', (source) => replaceByFile(source), /run\.json is missing/],
    [
      'a run of a newer version',
      (source) => change(source, 'run.json', { format: 'unroll-run/3' }),
      /unroll-run\/3/,
    ],
    [
      'an id that leads out',
      (source) => change(source, 'run.json', { id: '../../x' }),
      /run\.json is damaged at id/,
    ],
    [
      'no experiment',
      (source) => rmSync(join(source, 'experiment.json')),
      /experiment\.json is missing/,
    ],
    [
      'a damaged summary',
      (source) => appendFileSync(join(source, 'summary.json'), '}'),
      /summary\.json is damaged/,
    ],
    [
      'a damaged step',
      (source) => appendFileSync(join(source, 'metrics.jsonl'), 'x\n'),
      /metrics\.jsonl is damaged at line 10/,
    ],
    [
      'damaged notes',
      (source) => change(source, 'notes.json', { tags: 1 }),
      /notes\.json is damaged at tags/,
    ],
    [
      'damaged labels',
      (source) => change(source, 'labels.json', { labels: 1 }),
      /labels\.json is damaged at labels/,
    ],
    [
      'no vocabulary',
      (source) => rmSync(join(source, 'vocabulary.json')),
      /vocabulary\.json is missing/,
    ],
    [
      'no weights',
      (source) => rmSync(join(source, 'model', 'weights-6.bin')),
      /weights-6\.bin is missing/,
    ],
    [
      'weights from outside',
      (source) => weightsFrom(source, '../../../../etc/passwd'),
      /model\.json is damaged at weightsManifest/,
    ],
    [
      'weights from above',
      (source) => weightsFrom(source, '..'),
      /model\.json is damaged at weightsManifest/,
    ],
    [
      'a checkpoint from outside',
      (source) => checkpointFrom(source, 'checkpoints/../../x'),
      /checkpoints\.json is damaged/,
    ],
    ['a link for run.json', (source) => linkTo(source, 'run.json'), /run\.json is a link; /],
    [
      'a link for the metrics',
      (source) => linkTo(source, 'metrics.jsonl'),
      /metrics\.jsonl is a link; /,
    ],
    [
      'a link for the model',
      (source) => linkTo(source, 'model/model.json'),
      /model\.json is a link; /,
    ],
    [
      'a link for weights',
      (source) => linkTo(source, 'model/weights-6.bin'),
      /weights-6\.bin is a link; /,
    ],
    ['a link for a folder', (source) => linkTo(source, 'tensorboard'), /tensorboard is a link; /],
    [
      'a link for a folder in it',
      (source) => linkTo(source, 'tensorboard/validation'),
      /validation is a link; /,
    ],
    [
      'a link for an event file',
      (source) => linkTo(source, `tensorboard/training/${eventFile}`),
      /events\S+ is a link; /,
    ],
    [
      'a folder for a file',
      (source) => folderFor(source, 'log.jsonl'),
      /log\.jsonl is damaged: it is not a file/,
    ],
  ])('%s', async (_what, spoil, message) => {
    const { store, source } = await elsewhere()
    spoil(source)
    expect(await importRun(source, store.folder)).toMatchObject({
      ok: false,
      code: 'run-unreadable',
      message: expect.stringMatching(message),
    })
    expect(unwrap(await store.list())).toEqual({ runs: [], damaged: [] })
  })

  it('while the run trains', async () => {
    const { store, source } = await elsewhere()
    await writeLock(source)
    expect(await importRun(source, store.folder)).toMatchObject({
      code: 'busy',
      message: expect.stringMatching(/imported is still training\. Import it when it has ended/),
    })
  })

  it('of a run that is in the store', async () => {
    const { store, source } = await elsewhere()
    const { folder } = unwrap(await importRun(source, store.folder))
    expect(await importRun(folder, store.folder)).toMatchObject({
      message: `${folder} is in the list of runs already.`,
    })
  })

  it('where the store cannot be written, and leaves nothing', async () => {
    const home = temporaryFolder()
    const { source } = await elsewhere()
    writeFileSync(join(home, 'runs'), 'a file in its place')
    expect(await importRun(source, join(home, 'runs'))).toMatchObject({ code: 'write-failed' })
    expect(readdirSync(home)).toEqual(['runs'])
  })
})

function linkTo(source: string, file: string): void {
  const kept = join(temporaryFolder(), 'kept')
  cpSync(join(source, file), kept, { recursive: true })
  rmSync(join(source, file), { recursive: true })
  symlinkSync(kept, join(source, file))
}

function weightsFrom(source: string, path: string): void {
  const model = join(source, 'model', 'model.json')
  writeFileSync(model, readFileSync(model, 'utf8').replace('weights-6.bin', path))
}

function checkpointFrom(source: string, file: string): void {
  const path = join(source, 'checkpoints.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace('checkpoints/step-0000003', file))
}

function folderFor(source: string, file: string): void {
  rmSync(join(source, file))
  mkdirSync(join(source, file))
}

function replaceByFile(source: string): void {
  rmSync(source, { recursive: true })
  writeFileSync(source, 'x')
}
