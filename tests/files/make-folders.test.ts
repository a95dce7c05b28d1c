// Folders are made with those above them, and where none can be made that is said and not waited for.
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, parse } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { failure } from '#shared/protocol/result'
import { makeFolders } from '../../src/files/make-folders'
import { makeFolder } from '../../src/files/new-folder'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-folders-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('makes what is missing, and leaves what is there', async () => {
  const deep = join(folder, 'a', 'b', 'c')
  await makeFolders(deep)
  expect(statSync(deep).isDirectory()).toBe(true)
  await makeFolders(deep)
  await makeFolders(parse(folder).root)
})

it('makes folders together with others who make them', async () => {
  const names = ['a', 'b', 'c', 'd'].map((name) => join(folder, 'one', 'two', name))
  await Promise.all(names.map((name) => makeFolders(name)))
  expect(names.every((name) => existsSync(name))).toBe(true)
})

it('does not take a file for a folder', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, 'mine')
  await expect(makeFolders(file)).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolders(join(file, 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

// There mkdir answers ENOENT although the folder above exists.
it.runIf(process.platform === 'linux')('ends where no folder can be made', async () => {
  const out = '/proc/nope/x'
  expect(await makeFolder(out, async () => null)).toEqual(
    failure(
      'write-failed',
      `${out} could not be written: no folder can be made in /proc. Choose another folder.`,
    ),
  )
})
