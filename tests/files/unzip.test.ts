// Zips from elsewhere: each way to do harm with one is refused in a sentence, and nothing is left on disk.
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { extractZip, listZip, readZip } from '../../src/files/unzip'
import { zipFiles } from '../../src/files/zip'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-unzip-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const limits = { entries: 100, bytes: 10 ** 6 }
const calm = { onProgress: () => {}, isStopped: () => false }

interface Entry {
  readonly name: string
  readonly content?: Buffer
  readonly flags?: number
  readonly method?: number
  readonly mode?: number
  /** What the directory says instead of the truth. */
  readonly size?: number
  readonly sum?: number
}

/** A zip written by hand, so that it can lie. */
function craft(entries: readonly Entry[], count = entries.length): Buffer {
  const locals: Buffer[] = []
  const records: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { content = Buffer.from('x'), method = 8, flags = 0x800, mode = 0o100644 } = entry
    const data = method === 8 ? deflateRawSync(content) : content
    const name = Buffer.from(entry.name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(name.length, 26)
    const record = Buffer.alloc(46)
    record.writeUInt32LE(0x02014b50, 0)
    record.writeUInt16LE((3 << 8) | 20, 4)
    record.writeUInt16LE(flags, 8)
    record.writeUInt16LE(method, 10)
    record.writeUInt32LE(entry.sum ?? crc32(content), 16)
    record.writeUInt32LE(data.length, 20)
    record.writeUInt32LE(entry.size ?? content.length, 24)
    record.writeUInt16LE(name.length, 28)
    record.writeUInt32LE((mode << 16) >>> 0, 38)
    record.writeUInt32LE(offset, 42)
    locals.push(local, name, data)
    records.push(record, name)
    offset += local.length + name.length + data.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(Buffer.concat(records).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, ...records, end])
}

const bomb = Buffer.alloc(2_000_000)

const crafted: readonly (readonly [what: string, zip: () => Buffer, words: string])[] = [
  ['a way out', () => craft([{ name: '../out' }]), 'leads out of it'],
  ['a way out further in', () => craft([{ name: 'a/../../out' }]), 'leads out of it'],
  ['an absolute path', () => craft([{ name: '/etc/passwd' }]), 'leads out of it'],
  ['a drive', () => craft([{ name: 'C:/windows/a' }]), 'leads out of it'],
  ['backslashes', () => craft([{ name: 'a\\..\\b' }]), 'leads out of it'],
  ['a folder outside', () => craft([{ name: '../out/' }]), 'leads out of it'],
  ['a NUL', () => craft([{ name: 'a\0.json' }]), 'characters that no file should have'],
  ['a new line', () => craft([{ name: 'a\nb' }]), 'characters that no file should have'],
  [
    'a stream of NTFS',
    () => craft([{ name: 'run.json:x' }]),
    'characters that no file should have',
  ],
  ['a device of Windows', () => craft([{ name: 'model/nul.json' }]), 'something else on Windows'],
  ['a dot at the end', () => craft([{ name: 'run.json.' }]), 'something else on Windows'],
  ['an empty part', () => craft([{ name: 'a//b' }]), 'has an empty part'],
  ['the folder itself', () => craft([{ name: './a' }]), 'has an empty part'],
  ['a long name', () => craft([{ name: 'a'.repeat(300) }]), 'is too long'],
  ['many folders', () => craft([{ name: 'a/'.repeat(30) + 'b' }]), 'is too long'],
  ['a name twice', () => craft([{ name: 'a' }, { name: 'a' }]), '"a" in it is there twice'],
  ['a name twice by case', () => craft([{ name: 'a' }, { name: 'A' }]), 'is there twice'],
  ['a file in a file', () => craft([{ name: 'a' }, { name: 'a/b' }]), 'is there twice'],
  ['a file for a folder', () => craft([{ name: 'a/b' }, { name: 'a' }]), 'is there twice'],
  ['a link', () => craft([{ name: 'a', mode: 0o120777 }]), 'is a link or a device'],
  ['a pipe', () => craft([{ name: 'a', mode: 0o010644 }]), 'is a link or a device'],
  ['a password', () => craft([{ name: 'a', flags: 0x801 }]), 'is encrypted'],
  ['strong encryption', () => craft([{ name: 'a', flags: 0x841 }]), 'is encrypted'],
  ['bzip2', () => craft([{ name: 'a', method: 12 }]), 'compressed in a way'],
  [
    'too many files',
    () => craft(Array.from({ length: 101 }, (_, index) => ({ name: `f${index}` }))),
    'more than 100 files',
  ],
  ['too large a file', () => craft([{ name: 'a', content: bomb }]), 'is larger than 1'],
  [
    'too much in all',
    () => craft(['a', 'b'].map((name) => ({ name, content: bomb.subarray(0, 600_000) }))),
    'it holds more than 1',
  ],
  [
    'a header that says less than there is',
    () => craft([{ name: 'a', content: bomb, size: 10 }]),
    'cannot be unpacked',
  ],
  ['a header that says more', () => craft([{ name: 'a', size: 10 }]), 'cannot be unpacked'],
  ['another checksum', () => craft([{ name: 'a', sum: 1 }]), 'cannot be unpacked'],
  ['fewer entries than it says', () => craft([{ name: 'a' }], 3), 'cannot be unpacked'],
  ['no zip', () => Buffer.from('this is text'), 'cannot be unpacked'],
  ['nothing', () => Buffer.alloc(0), 'cannot be unpacked'],
]

describe.each(crafted)('%s', (_what, zip, words) => {
  it('is refused in memory', async () => {
    const read = await readZip(zip(), 'my.zip', limits)
    expect(read).toMatchObject({ ok: false, code: 'run-unreadable' })
    expect(read.ok ? '' : read.message).toContain(words)
    expect(read.ok ? '' : read.message).toMatch(/^my\.zip [^\n\0]+\.$/)
  })

  it('is refused on disk, where nothing is left', async () => {
    const file = join(folder, 'my.zip')
    writeFileSync(file, zip())
    const taken = await extractZip(file, join(folder, 'out'), { limits, control: calm })
    expect(taken).toMatchObject({ ok: false, code: 'run-unreadable' })
    expect(taken.ok ? '' : taken.message).toContain(words)
    expect(readdirSync(folder)).toEqual(['my.zip'])
    expect(existsSync(join(folder, '..', 'out'))).toBe(false)
  })
})

it('refuses what unpacks to far more than it is, however high the bounds', async () => {
  const zip = craft([{ name: 'a', content: Buffer.alloc(150_000_000) }])
  const read = await readZip(zip, 'my.zip', { entries: 10, bytes: 10 ** 12 })
  expect(read).toMatchObject({ ok: false, code: 'run-unreadable' })
  expect(read.ok ? '' : read.message).toContain('more than 200 times its size')
})

it('is cut off anywhere without harm', async () => {
  const content = Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 7919) % 256))
  const zip = craft([{ name: 'a/b.bin', content }, { name: 'c' }])
  for (let end = 0; end < zip.length; end++) {
    const read = await readZip(zip.subarray(0, end), 'my.zip', limits)
    expect(read).toMatchObject({ ok: false, code: 'run-unreadable' })
  }
  expect((await readZip(zip, 'my.zip', limits)).ok).toBe(true)
})

it('has each byte changed without harm: refused, or unpacked within its folder', async () => {
  const zip = craft([{ name: 'a/b.txt', content: Buffer.from('some text '.repeat(9)) }])
  for (let at = 0; at < zip.length; at++) {
    const changed = Buffer.from(zip)
    changed[at] ^= 0x80 >> (at % 8)
    const read = await readZip(changed, 'my.zip', limits)
    if (read.ok) for (const name of read.value.keys()) expect(name).not.toMatch(/^\/|\.\.|\\/)
    else expect(read.code).toBe('run-unreadable')
  }
})

describe('an honest zip', () => {
  const packed = (): Promise<Uint8Array> =>
    zipFiles([
      ['run.json', Buffer.from('{}')],
      ['model/weights.bin', Buffer.from('weights')],
    ])

  it('is unpacked into a new folder, and its names are known', async () => {
    const file = join(folder, 'my.zip')
    writeFileSync(file, await packed())
    const out = join(folder, 'out')
    const told: (number | null)[][] = []
    const control = { ...calm, onProgress: (...now: (number | null)[]) => told.push(now) }
    const taken = await extractZip(file, out, { limits, control })
    expect(taken).toEqual({ ok: true, value: ['model/weights.bin', 'run.json'] })
    expect(readFileSync(join(out, 'model', 'weights.bin'), 'utf8')).toBe('weights')
    expect(told).toEqual([
      [7, 9],
      [9, 9],
    ])
    expect(await listZip(file, limits)).toEqual(taken)
  })

  it('is not unpacked over something', async () => {
    const file = join(folder, 'my.zip')
    writeFileSync(file, await packed())
    const taken = await extractZip(file, folder, { limits, control: calm })
    expect(taken).toMatchObject({ ok: false, code: 'write-failed' })
    expect(readdirSync(folder)).toEqual(['my.zip'])
  })

  it('leaves nothing when it is stopped', async () => {
    const file = join(folder, 'my.zip')
    writeFileSync(file, await packed())
    const control = { ...calm, isStopped: () => true }
    const stopped = await extractZip(file, join(folder, 'out'), { limits, control })
    expect(stopped).toMatchObject({ ok: false, code: 'stopped' })
    expect(readdirSync(folder)).toEqual(['my.zip'])
  })

  it('may hold folders of their own and the bits of a mode', async () => {
    const zip = craft([
      { name: 'assets/', content: Buffer.alloc(0), method: 0, mode: 0o40755 },
      { name: 'config.json', mode: 0o600 },
    ])
    const read = await readZip(zip, 'my.keras', limits)
    expect(read.ok && [...read.value.keys()]).toEqual(['config.json'])
  })

  it('that another program wrote is unpacked', async () => {
    // `python3 -m zipfile -c`, with a date of its own and the mode of a file.
    const sum = createHash('sha256')
    const zip = craft([{ name: 'ä.txt', content: Buffer.from('ä') }])
    const read = await readZip(zip, 'my.zip', limits)
    for (const data of read.ok ? read.value.values() : []) sum.update(data)
    expect(sum.digest('hex')).toBe(createHash('sha256').update('ä').digest('hex'))
  })
})

it('says that a zip is not there', async () => {
  const gone = await listZip(join(folder, 'gone.zip'), limits)
  expect(gone).toMatchObject({ ok: false, message: `${join(folder, 'gone.zip')} is not there.` })
})
