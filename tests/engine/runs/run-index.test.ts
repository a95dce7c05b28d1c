// The index of the run store: only ever a cache, right or made anew.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunListItem } from '#shared/domain/run'
import { writeLock } from '../../../src/engine/runs/run-lock'
import { updateNotes } from '../../../src/engine/runs/run-notes'
import { RunStore } from '../../../src/engine/runs/run-store'
import { temporaryFolder, unwrap } from '../sample'
import { change, writeCheckpoints, writeRun } from './sample-run'

/** A home with two runs that were listed, so that its index is on disk. */
async function indexedHome() {
  const home = temporaryFolder()
  const first = await writeRun(join(home, 'runs'), 'first', { state: 'stopped' })
  await writeRun(join(home, 'runs'), 'second')
  await listAnew(home)
  return { home, first, index: join(home, 'index.json') }
}

/** The list as a process that has just started gives it, with the index written. */
async function listAnew(home: string): Promise<RunListItem[]> {
  const store = new RunStore(home)
  const { runs } = unwrap(await store.list())
  await store.settled()
  return runs.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** Puts another name into the index, which the folder does not have: who reads the index tells it. */
function forge(index: string, id: string): void {
  const json = JSON.parse(readFileSync(index, 'utf8'))
  json.runs[id].item.name = 'Forged'
  writeFileSync(index, JSON.stringify(json))
}

describe('the index', () => {
  it('spares reading folders that have not changed', async () => {
    const { home, index } = await indexedHome()
    forge(index, 'first')
    expect((await listAnew(home)).map(({ name }) => name)).toEqual(['Forged', 'A name of its own'])
  })

  it('says the same as the folders', async () => {
    const { home, index } = await indexedHome()
    const fromIndex = await listAnew(home)
    rmSync(index)
    expect(await listAnew(home)).toEqual(fromIndex)
    expect(existsSync(index)).toBe(true)
  })

  it.each<[string, (folder: string) => unknown, Partial<RunListItem>]>([
    [
      'its record',
      (folder) => change(folder, 'run.json', { state: 'failed' }),
      { state: 'failed' },
    ],
    ['its notes', (folder) => updateNotes(folder, { tags: ['new'] }), { tags: ['new'] }],
    ['its notes are gone', (folder) => rmSync(join(folder, 'notes.json')), { starred: false }],
    [
      'its metrics',
      (folder) =>
        appendFileSync(
          join(folder, 'metrics.jsonl'),
          '{"type":"epoch","epoch":3,"loss":1,"accuracy":1,"valLoss":1,"valAccuracy":null,"seconds":1,"step":9}\n',
        ),
      { curve: [0.4, 0.4, Number.NaN] },
    ],
    ['its checkpoints', (folder) => writeCheckpoints(folder, [3]), { canResume: true }],
    [
      'its model is gone',
      (folder) => rmSync(join(folder, 'model', 'model.json')),
      { hasModel: false },
    ],
    [
      'a file of a checkpoint is gone',
      (folder) => rmSync(join(folder, 'checkpoints', 'step-0000006.safetensors')),
      { canResume: true },
    ],
  ])('notices a change of a folder: %s', async (_what, alter, expected) => {
    const { home, first, index } = await indexedHome()
    forge(index, 'first')
    await alter(first)
    const [run] = await listAnew(home)
    expect(run).toMatchObject(expected)
    expect(run.name).not.toBe('Forged')
    expect(await listAnew(home)).toContainEqual(run)
  })

  it('forgets folders that are gone, and knows new ones', async () => {
    const { home, first, index } = await indexedHome()
    rmSync(first, { recursive: true })
    await writeRun(join(home, 'runs'), 'third')
    expect((await listAnew(home)).map(({ id }) => id)).toEqual(['second', 'third'])
    expect(Object.keys(JSON.parse(readFileSync(index, 'utf8')).runs).sort()).toEqual([
      'second',
      'third',
    ])
  })

  it('is right where the home was moved to', async () => {
    const { home, index } = await indexedHome()
    forge(index, 'first')
    const moved = join(temporaryFolder(), 'moved')
    renameSync(home, moved)
    const runs = await listAnew(moved)
    expect(runs.map(({ folder }) => folder)).toEqual([
      join(moved, 'runs', 'first'),
      join(moved, 'runs', 'second'),
    ])
    expect(runs[0].name).toBe('Forged')
  })

  it('holds no run that trains', async () => {
    const { home, first, index } = await indexedHome()
    change(first, 'run.json', { state: 'running' })
    await writeLock(first) // by this process, which lives
    expect((await listAnew(home))[0]).toMatchObject({ state: 'running', bytes: null })
    forge(index, 'first')
    rmSync(join(first, 'running.json'))
    expect((await listAnew(home))[0]).toMatchObject({ state: 'interrupted' })
  })

  it.each<[string, (index: string) => void]>([
    ['missing', (index) => rmSync(index)],
    ['empty', (index) => writeFileSync(index, '')],
    ['cut off', (index) => writeFileSync(index, readFileSync(index).subarray(0, 900))],
    ['random bytes', (index) => writeFileSync(index, Buffer.from([0, 255, 10, 123, 7]))],
    ['something else', (index) => writeFileSync(index, '{"format":"unroll-index/1","runs":[1]}')],
    [
      'of a newer version',
      (index) => {
        forge(index, 'first')
        change(dirname(index), 'index.json', { format: 'unroll-index/2' })
      },
    ],
    [
      'damaged in one run',
      (index) => {
        forge(index, 'first')
        const json = JSON.parse(readFileSync(index, 'utf8'))
        json.runs.first.item.state = 7
        writeFileSync(index, JSON.stringify(json))
      },
    ],
  ])('is made anew when it is %s', async (_what, damage) => {
    const { home, index } = await indexedHome()
    const before = await listAnew(home)
    damage(index)
    expect(await listAnew(home)).toEqual(before)
    forge(index, 'first')
    expect((await listAnew(home))[0].name).toBe('Forged')
  })

  it('does not keep from listing where it cannot be written', async () => {
    const { home, index } = await indexedHome()
    const before = await listAnew(home)
    rmSync(index)
    cpSync(join(home, 'runs', 'first'), index, { recursive: true }) // a folder is in its way
    expect(await listAnew(home)).toEqual(before)
  })

  it('takes away what killed processes left, once it is old', async () => {
    const { home, first } = await indexedHome()
    const [old, young] = ['index.json.1-0-1.partial', 'index.json.2-0-1.partial']
    for (const name of [old, young]) writeFileSync(join(home, name), '{')
    utimesSync(join(home, old), 1, 1)
    await updateNotes(first, { starred: false })
    await listAnew(home)
    expect(readdirSync(home)).toContain(young)
    expect(readdirSync(home)).not.toContain(old)
  })
})

describe('a process killed while it writes the index', () => {
  let bundled = ''
  beforeAll(async () => {
    bundled = mkdtempSync(join(tmpdir(), 'unroll-run-store-'))
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: join(import.meta.dirname, '../../../src/engine/runs/run-store.ts'),
        outDir: bundled,
        rolldownOptions: { output: { entryFileNames: 'run-store.mjs' } },
      },
      ssr: { noExternal: true },
    })
    return () => rmSync(bundled, { recursive: true, force: true })
  })

  it('does no harm, at 10 moments', async () => {
    const { home, index } = await indexedHome()
    const writer = join(import.meta.dirname, 'fixtures', 'index-writer.mjs')
    for (let moment = 0; moment < 10; moment++) {
      const child = fork(writer, [join(bundled, 'run-store.mjs'), home, 'first'])
      await once(child, 'message')
      await after((moment * 37) % 23)
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect(() => JSON.parse(readFileSync(index, 'utf8'))).not.toThrow()
      // The writer rewrites the notes in place, as nobody else does, so its death can tear those.
      await writeNotes(home)
      expect((await listAnew(home)).map(({ id }) => id)).toEqual(['first', 'second'])
    }
  })
})

async function writeNotes(home: string): Promise<void> {
  const folder = join(home, 'runs', 'first')
  rmSync(join(folder, 'notes.json'))
  unwrap(await updateNotes(folder, { name: 'A name of its own' }))
}
