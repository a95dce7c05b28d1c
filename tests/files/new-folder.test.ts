// A folder is made whole or not at all.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { failure } from '#shared/protocol/result'
import { findTaken, makeFolder } from '../../src/files/new-folder'

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
  expect(await findTaken(out)).toBeNull()
  expect(await makeFolder(out, async () => null)).toBeNull()
  writeFileSync(join(out, 'mine'), '1')
  expect(await findTaken(out)).toMatchObject({ code: 'write-failed' })
  expect(await findTaken(join(out, 'mine'))).toMatchObject({ code: 'write-failed' })
  expect(await makeFolder(out, async () => null)).toMatchObject({ code: 'write-failed' })
  expect(readdirSync(folder)).toEqual(['a'])
  expect(readdirSync(out)).toEqual(['mine'])
})
