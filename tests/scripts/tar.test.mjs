// The tar reader: reads what real tar writes, and never writes outside of its folder.
import { execFileSync } from 'node:child_process'
import {
  createReadStream,
  existsSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { extractTar } from '../../scripts/lib/tar.mjs'
import { temporaryFolder, writeFiles } from './temporary.mjs'

/** A tar archive of entries `{ name, flag, body, link }`. */
function tar(entries) {
  const blocks = entries.flatMap(({ name, flag = '0', body = '', link = '' }) => {
    const content = Buffer.from(body)
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write('0000644\0', 100)
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('        ', 148)
    header.write(flag, 156)
    header.write(link, 157)
    header.write('ustar\x0000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

/** The bytes in chunks that fit no block. */
function inChunks(bytes, size = 313) {
  const chunks = []
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
  return Readable.from(chunks)
}

describe('extractTar', () => {
  it('reads an archive of the system tar: long names, links, modes, empty files', async () => {
    const source = temporaryFolder()
    const long = `${'folder-with-a-long-name/'.repeat(8)}file.txt`
    writeFiles(source, {
      [long]: 'long',
      'bin/run': '#!/bin/sh\n',
      'empty.txt': '',
      'big.txt': 'x'.repeat(70_000),
    })
    execFileSync('chmod', ['755', path.join(source, 'bin/run')])
    execFileSync('ln', ['-s', 'big.txt', path.join(source, 'alias')])
    for (const format of ['gnu', 'pax', 'ustar']) {
      const archive = path.join(temporaryFolder(), 'a.tar')
      execFileSync('tar', ['-C', source, `--format=${format}`, '-cf', archive, '.'])
      const target = temporaryFolder()
      await extractTar(createReadStream(archive), target)
      expect(readFileSync(path.join(target, long), 'utf8')).toBe('long')
      expect(readFileSync(path.join(target, 'big.txt'), 'utf8')).toHaveLength(70_000)
      expect(statSync(path.join(target, 'bin/run')).mode & 0o777).toBe(0o755)
      expect(readlinkSync(path.join(target, 'alias'))).toBe('big.txt')
      expect(statSync(path.join(target, 'empty.txt')).size).toBe(0)
    }
  })

  it('leaves out and renames what it is told to', async () => {
    const target = temporaryFolder()
    const archive = tar([
      { name: 'a/keep', body: 'kept' },
      { name: 'a/drop', body: 'dropped' },
    ])
    await extractTar(inChunks(archive), target, (name) => (name === 'a/keep' ? 'new/name' : null))
    expect(readFileSync(path.join(target, 'new/name'), 'utf8')).toBe('kept')
    expect(readdirSync(target)).toEqual(['new'])
  })

  it.each([
    ['a path upwards', [{ name: '../evil', body: 'x' }]],
    ['a path upwards in the middle', [{ name: 'a/../../evil', body: 'x' }]],
    ['an absolute path', [{ name: '/tmp/evil', body: 'x' }]],
    ['a drive', [{ name: 'C:/evil', body: 'x' }]],
    ['a backslash', [{ name: 'a\\..\\evil', body: 'x' }]],
    [
      'a long name upwards',
      [
        { name: 'L', flag: 'L', body: '../evil\0' },
        { name: 'x', body: 'x' },
      ],
    ],
    [
      'a pax path upwards',
      [
        { name: 'p', flag: 'x', body: '16 path=../evil\n' },
        { name: 'x', body: 'x' },
      ],
    ],
    ['a link upwards', [{ name: 'a', flag: '2', link: '../evil' }]],
    ['an absolute link', [{ name: 'a', flag: '2', link: '/tmp' }]],
  ])('refuses %s', async (_case, entries) => {
    const parent = temporaryFolder()
    const target = path.join(parent, 'target')
    await expect(extractTar(inChunks(tar(entries)), target)).rejects.toThrow(/unsafe/)
    expect(readdirSync(parent)).toEqual(['target'])
    expect(readdirSync(target)).toEqual([])
  })

  it('writes no file through a link of the same archive', async () => {
    const target = temporaryFolder()
    const entries = [
      { name: 'real/', flag: '5' },
      { name: 'alias', flag: '2', link: 'real' },
      { name: 'alias/file', body: 'x' },
    ]
    await expect(extractTar(inChunks(tar(entries)), target)).rejects.toThrow()
    expect(existsSync(path.join(target, 'real/file'))).toBe(false)
  })

  it('says that an archive is cut off or broken', async () => {
    const whole = tar([{ name: 'a', body: 'x'.repeat(2000) }])
    await expect(extractTar(inChunks(whole.subarray(0, 1200)), temporaryFolder())).rejects.toThrow(
      'too early',
    )
    whole[0] = 98
    await expect(extractTar(inChunks(whole), temporaryFolder())).rejects.toThrow('checksum')
  })
})
