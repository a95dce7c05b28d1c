// Temporary files: read back what was written, out of sight, gone with their process, and a sentence when there is no room.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bytesOf, DiskIntegers, IntegerStore } from '../../../../src/worker/text/storage/integers'
import { NumberBlocks } from '../../../../src/worker/text/storage/number-blocks'
import { Scratch, scratchFailure } from '../../../../src/worker/text/storage/scratch'
import { ScratchFile } from '../../../../src/worker/text/storage/scratch-file'
import { TextStore } from '../../../../src/worker/text/storage/texts'

let folder = ''
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'unroll-scratch-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function open(): Scratch {
  const scratch = Scratch.open(folder)
  if (!scratch.ok) throw new Error(scratch.message)
  return scratch.value
}

const range = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to - from }, (_, index) => from + index)

// Matchers compare large arrays slowly.
const isSame = (one: Int32Array, other: Int32Array): boolean =>
  Buffer.compare(bytesOf(one), bytesOf(other)) === 0

describe('integers on disk', () => {
  it('are read at any place, one piece after the other or not', () => {
    const scratch = open()
    const store = new IntegerStore()
    const count = 700_000
    for (let value = 0; value < count; value++) {
      store.push(value)
      if (value === 1000) store.spillTo(scratch.createFile())
      if (value % 100 === 0) store.settle()
    }
    const integers = store.finish()
    expect(integers).toBeInstanceOf(DiskIntegers)
    expect(integers.length).toBe(count)
    const kept = integers.subarray(0, 500)
    for (let from = 500; from < count; from += 33_333) {
      const to = Math.min(from + 33_333, count)
      expect(isSame(integers.subarray(from, to), range(from, to))).toBe(true)
    }
    expect(integers.subarray(600_001, 600_004)).toEqual(range(600_001, 600_004))
    expect(integers.subarray(7, 7)).toHaveLength(0)
    expect(isSame(integers.subarray(0, count), range(0, count))).toBe(true)
    expect(kept).toEqual(range(0, 500))
    scratch.close()
  })

  it('are right beyond 4 GB', () => {
    const descriptor = openSync(path.join(folder, 'sparse'), 'wx+')
    const hole = 5 * 2 ** 30
    writeSync(descriptor, bytesOf(Int32Array.of(7, 8, 9)), 0, 12, hole)
    const file = new ScratchFile(descriptor)
    const integers = new DiskIntegers(file, hole / 4 + 3)
    expect(integers.subarray(hole / 4 + 1, hole / 4 + 3)).toEqual(Int32Array.of(8, 9))
    expect(integers.subarray(hole / 4 - 1, hole / 4 + 1)).toEqual(Int32Array.of(0, 7))
    file.close()
  })
})

describe('texts on disk', () => {
  const texts = ['a film', '', 'half a pair \ud83d', 'ein Film \u{1F600}']

  it('come back as they were, in order and by number', () => {
    const scratch = open()
    const store = new TextStore()
    for (const [index, text] of texts.entries()) {
      if (index === 2) store.spillTo(scratch.createFile())
      store.push(text)
    }
    const cursor = store.cursor()
    cursor.skip()
    expect([cursor.take(), cursor.take(), cursor.take()]).toEqual(texts.slice(1))
    const byNumber = store.texts()
    expect([3, 0, 1, 2, 4].map((index) => byNumber.at(index))).toEqual([
      texts[3],
      ...texts.slice(0, 3),
      undefined,
    ])
    scratch.close()
  })
})

it('number blocks hold what was pushed over their borders', () => {
  const blocks = new NumberBlocks()
  for (let value = 0; value < 150_000; value++) blocks.push(value)
  expect([blocks.length, blocks.at(65_535), blocks.at(65_536), blocks.at(149_999)]).toEqual([
    150_000, 65_535, 65_536, 149_999,
  ])
  expect(isSame(blocks.toArray(), range(0, 150_000))).toBe(true)
})

describe('scratch', () => {
  it('shows no files, and takes what ended processes left', () => {
    const ended = spawnSync(process.execPath, ['--version'])
    const leftOver = `${ended.pid}-1-1.tmp`
    const alive = `${process.pid}-9-1.tmp`
    for (const name of [leftOver, alive, 'notes.txt'])
      writeFileSync(path.join(folder, name), 'what was left')
    const scratch = open()
    scratch.createFile().append(new Uint8Array(10))
    expect(readdirSync(folder).sort()).toEqual([alive, 'notes.txt'].sort())
    scratch.close()
    scratch.close()
  })

  it('says when its folder cannot be made', () => {
    const file = path.join(folder, 'file')
    writeFileSync(file, '')
    expect(Scratch.open(path.join(file, 'scratch'))).toMatchObject({
      ok: false,
      code: 'write-failed',
    })
  })

  it('says how much room is missing, and nothing when there is enough', () => {
    const scratch = open()
    expect(scratch.findLackOfRoom(1, 'reviews.csv')).toBeUndefined()
    const lack = scratch.findLackOfRoom(4e18, 'reviews.csv')
    expect(lack).toMatchObject({ code: 'disk-full' })
    expect(lack?.message).toMatch(/^reviews\.csv is kept in temporary files .* data\.maximumRows/)
    scratch.close()
  })

  it('meets a disk that fills up all the same', ({ skip }) => {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder])
    if (mounted.status !== 0) skip('a small disk cannot be mounted here')
    try {
      const scratch = open()
      const file = scratch.createFile()
      const { bavail, bsize } = statfsSync(folder)
      let thrown: unknown
      try {
        file.append(new Uint8Array(bavail * bsize + 1))
      } catch (error) {
        thrown = error
      }
      scratch.close()
      const failed = scratchFailure(folder, thrown)
      expect(failed.code).toBe('disk-full')
      expect(failed.message).toContain('became full')
    } finally {
      execFileSync('umount', [folder])
    }
  })
})
