// Files are written whole or not at all, and each error of the file system becomes a sentence that names the file.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFailure, writeJson, writeWholeSync } from '../../src/files/write-file'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it.each([
  ['ENOSPC', 'disk-full', 'the disk is full. Free some space'],
  ['EDQUOT', 'disk-full', 'the disk is full'],
  ['EACCES', 'write-failed', 'no permission'],
  ['EROFS', 'write-failed', 'no permission'],
  ['ENOENT', 'write-failed', 'its folder is not there'],
  ['ENOTDIR', 'write-failed', 'a file is in the way'],
  ['EIO', 'write-failed', 'it broke'],
])('says what %s means', (code, expected, words) => {
  const error = Object.assign(new Error('it broke'), { code })
  const failed = writeFailure('/runs/a/labels.json', error)
  expect(failed.code).toBe(expected)
  expect(failed.message).toContain('/runs/a/labels.json could not be written')
  expect(failed.message).toContain(words)
})

describe('a file', () => {
  it('is replaced, and nothing is left beside it', async () => {
    const file = join(folder, 'a.json')
    for (const value of [1, 2, 3]) expect(await writeJson(file, { value })).toBeNull()
    expect(readFileSync(file, 'utf8')).toBe('{\n  "value": 3\n}\n')
    expect(writeWholeSync(file, 'at once')).toBeNull()
    expect(readFileSync(file, 'utf8')).toBe('at once')
    expect(readdirSync(folder)).toEqual(['a.json'])
  })

  it('is written by many at a time, one of them whole', async () => {
    const file = join(folder, 'a.json')
    const values = Array.from({ length: 20 }, (_, value) => ({ value, filler: 'x'.repeat(50_000) }))
    await Promise.all(values.map((value) => writeJson(file, value)))
    expect(values).toContainEqual(JSON.parse(readFileSync(file, 'utf8')))
    expect(readdirSync(folder)).toEqual(['a.json'])
  })

  it('stays as it was when it cannot be written', async () => {
    mkdirSync(join(folder, 'a.json'))
    writeFileSync(join(folder, 'a.json', 'kept'), '')
    expect(await writeJson(join(folder, 'a.json'), {})).toMatchObject({ code: 'write-failed' })
    expect(writeWholeSync(join(folder, 'a.json'), 'x')).toMatchObject({ code: 'write-failed' })
    expect(readdirSync(folder)).toEqual(['a.json'])
    expect(existsSync(join(folder, 'a.json', 'kept'))).toBe(true)
  })
})
