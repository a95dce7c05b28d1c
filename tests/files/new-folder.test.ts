// A folder is made whole or not at all.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { failure } from '#shared/protocol/result'
import { findTaken, makeFolder } from '../../src/files/new-folder'
import { writeWhole } from '../../src/files/write-file'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('appears once it is full, with the folders above it', async () => {
  const out = join(folder, 'a', 'b')
  const made = await makeFolder(out, async (partial) => {
    expect(existsSync(out)).toBe(false)
    writeFileSync(join(partial, 'one'), '1')
    return null
  })
  expect(made).toBeNull()
  expect(readFileSync(join(out, 'one'), 'utf8')).toBe('1')
  expect(readdirSync(join(folder, 'a'))).toEqual(['b'])
})

it.each([
  ['is said to fail', async () => failure('stopped', 'Stopped.'), 'stopped'],
  [
    'meets an error',
    async () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    'disk-full',
  ],
])('leaves nothing when filling it %s', async (_what, end, code) => {
  const out = join(folder, 'a')
  const made = await makeFolder(out, async (partial) => {
    writeFileSync(join(partial, 'one'), '1')
    return end()
  })
  expect(made).toMatchObject({ ok: false, code })
  expect(readdirSync(folder)).toEqual([])
})

it('takes the place of an empty folder, and never of one with something in it', async () => {
  const out = join(folder, 'a')
  mkdirSync(out)
  expect(await findTaken(out, null)).toBeNull()
  expect(await makeFolder(out, async () => null)).toBeNull()
  writeFileSync(join(out, 'mine'), '1')
  expect(await findTaken(out, null)).toMatchObject({ code: 'write-failed' })
  expect(await findTaken(join(out, 'mine'), null)).toMatchObject({ code: 'write-failed' })
  expect(await makeFolder(out, async () => null)).toMatchObject({ code: 'write-failed' })
  expect(readdirSync(folder)).toEqual(['a'])
  expect(readdirSync(out)).toEqual(['mine'])
})

it('says of itself what could not be written, and not of the folder beside it', async () => {
  const out = join(folder, 'a')
  const made = await makeFolder(out, (partial) => writeWhole(join(partial, 'gone', 'one'), '1'))
  expect(made).toMatchObject({ code: 'write-failed' })
  expect(made?.message).toContain(`${join(out, 'gone', 'one')} could not be written`)
})

it.each([
  ['the folder itself', (run: string) => run],
  ['a folder in it that is not there yet', (run: string) => join(run, 'a', 'b')],
  ['a way to it through a link', (run: string) => join(dirname(run), 'link', 'a')],
  ['a way back to it', (run: string) => join(dirname(run), 'other', '..', 'run', 'a')],
])('is not taken from a run folder for its own export: %s', async (_what, outOf) => {
  const run = join(realpathSync(folder), 'run')
  mkdirSync(run)
  symlinkSync(run, join(folder, 'link'), 'junction')
  const out = outOf(run)
  expect(await findTaken(out, run)).toEqual(
    failure(
      'write-failed',
      `${out} is in the folder of the run itself; name a new folder elsewhere to export to.`,
    ),
  )
  expect(await findTaken(join(folder, 'run-2'), run)).toBeNull()
})
