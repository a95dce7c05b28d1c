// Zips are the same bytes wherever they are written, and come back as they went in.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readZip } from '../../src/files/unzip'
import { writeZip, zipFiles, type ZipSource } from '../../src/files/zip'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-zip-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const encoder = new TextEncoder()
const limits = { entries: 100, bytes: 10 ** 7 }
const calm = { onProgress: () => {}, isStopped: () => false }
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function unzipped(bytes: Uint8Array): Promise<Record<string, string>> {
  const read = await readZip(bytes, 'a.zip', limits)
  if (!read.ok) throw new Error(read.message)
  return Object.fromEntries([...read.value].map(([name, data]) => [name, `${Buffer.from(data)}`]))
}

describe('in memory', () => {
  it('stores entries as they are, unless it is told otherwise', async () => {
    const text = 'the same words '.repeat(1000)
    const bytes = Buffer.from(await zipFiles([['a.txt', encoder.encode(text)]]))
    expect(bytes.includes(text)).toBe(true)
  })

  it.each([true, false])('gives back what went in, compressed: %s', async (compress) => {
    const text = 'the same words '.repeat(1000)
    const entries = [
      ['b/two.json', encoder.encode('{}')],
      ['a.txt', encoder.encode(text)],
    ] as const
    const bytes = await zipFiles(entries, { compress })
    expect(await unzipped(bytes)).toEqual({ 'a.txt': text, 'b/two.json': '{}' })
    expect(bytes.length < text.length).toBe(compress)
  })

  it('is the same for any order of the entries, and sorted', async () => {
    const [a, b] = [
      ['a', encoder.encode('1')],
      ['b', encoder.encode('2')],
    ] as const
    const bytes = await zipFiles([b, a])
    expect(sha(bytes)).toBe(sha(await zipFiles([a, b])))
    expect(Object.keys(await unzipped(bytes))).toEqual(['a', 'b'])
  })

  it('says first of January 1980 in the DOS date, and nothing else of a time', async () => {
    const bytes = Buffer.from(await zipFiles([['a', encoder.encode('1')]]))
    expect([bytes.readUInt16LE(10), bytes.readUInt16LE(12)]).toEqual([0, (1 << 5) | 1])
    // No extended timestamp (0x5455) in the directory.
    expect(bytes.includes(Buffer.from([0x55, 0x54]))).toBe(false)
  })

  it('is the same in every time zone', () => {
    const script = `
      import { runnerImport } from 'vite'
      const { module } = await runnerImport(${JSON.stringify(resolve('src/files/zip.ts'))})
      const bytes = await module.zipFiles([['a', new Uint8Array([1, 2, 3])]])
      process.stdout.write(new Date(0).getTimezoneOffset() + ' ' + Buffer.from(bytes).toString('hex'))`
    const zones = ['Pacific/Kiritimati', 'America/Los_Angeles'].map((TZ) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).split(' '),
    )
    expect(zones[0][0]).not.toBe(zones[1][0])
    expect(zones[0][1]).toBe(zones[1][1])
    expect(zones[0][1].length).toBeGreaterThan(100)
  })

  it('refuses two files of one name', async () => {
    const one = ['a', encoder.encode('1')] as const
    await expect(zipFiles([one, one])).rejects.toThrow('two files of one name')
  })
})

describe('on disk', () => {
  const sources = (): ZipSource[] => {
    writeFileSync(join(folder, 'large.bin'), Buffer.alloc(3_000_000, 'weights'))
    writeFileSync(join(folder, 'small.json'), '{"a":1}')
    return [
      { name: 'model/large.bin', path: join(folder, 'large.bin') },
      { name: 'small.json', path: join(folder, 'small.json') },
      { name: 'README.md', content: encoder.encode('# Read me') },
    ]
  }

  it('packs files and texts, the same bytes each time, and tells how far it is', async () => {
    const told: (readonly [number, number | null])[] = []
    const control = {
      ...calm,
      onProgress: (...progress: readonly [number, number | null]) => told.push(progress),
    }
    const [one, two] = [join(folder, 'one.zip'), join(folder, 'two.zip')]
    const written = await writeZip(one, sources(), control)
    expect(written).toEqual({ ok: true, value: readFileSync(one).length })
    await writeZip(two, sources().reverse(), calm)
    expect(sha(readFileSync(one))).toBe(sha(readFileSync(two)))
    expect(told.at(-1)).toEqual([3_000_007, 3_000_016])
    const back = await unzipped(readFileSync(one))
    expect(Object.keys(back)).toEqual(['README.md', 'model/large.bin', 'small.json'])
    expect(back['model/large.bin']).toBe(readFileSync(join(folder, 'large.bin'), 'utf8'))
  })

  it('leaves nothing behind when it is stopped', async () => {
    const file = join(folder, 'a.zip')
    const stopped = await writeZip(file, sources(), { ...calm, isStopped: () => true })
    expect(stopped).toMatchObject({ ok: false, code: 'stopped' })
    expect(existsSync(file)).toBe(false)
  })

  it('leaves nothing behind when a source is not there', async () => {
    const file = join(folder, 'a.zip')
    const gone = [...sources(), { name: 'gone', path: join(folder, 'gone') }]
    expect(await writeZip(file, gone, calm)).toMatchObject({ ok: false, code: 'write-failed' })
    expect(existsSync(file)).toBe(false)
  })

  it('leaves what is in its place alone', async () => {
    const file = join(folder, 'a.zip')
    writeFileSync(file, 'mine')
    expect(await writeZip(file, sources(), calm)).toMatchObject({ ok: false, code: 'write-failed' })
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })
})
