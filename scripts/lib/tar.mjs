// A small reader for tar archives (ustar, GNU long names, pax paths) that only writes inside its folder.
// Format: POSIX.1-2017, pax utility, "ustar Interchange Format".
import { createReadStream, createWriteStream, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const blockSize = 512

/**
 * Extracts a tar stream into a fresh folder.
 * `place(name)` gives each entry's path below the folder, or null to leave it out.
 * Throws when the archive is broken or an entry points outside of the folder.
 */
export async function extractTar(stream, folder, place = (name) => name) {
  const links = []
  mkdirSync(folder, { recursive: true })
  for await (const entry of readTar(stream)) {
    const name = place(entry.name)
    if (name === null || entry.type === 'other') continue
    const target = safePath(folder, name)
    if (entry.type === 'folder') mkdirSync(target, { recursive: true })
    if (entry.type === 'link') links.push({ target, to: entry.linkName, name })
    if (entry.type === 'file') await writeEntry(entry, target)
  }
  // Links come last, so that no file is ever written through one.
  for (const link of links) makeLink(folder, link)
}

/** Extracts a compressed archive file; `decompress` is a fresh zlib stream. Otherwise as `extractTar`. */
export async function extractArchive(file, decompress, folder, place) {
  const source = pipeline(createReadStream(file), decompress).catch((error) =>
    decompress.destroy(error),
  )
  await extractTar(decompress, folder, place)
  await source
}

/** The entries of a tar stream in order; each body must be read, or is skipped, before the next. */
export async function* readTar(stream) {
  const source = byteSource(stream)
  try {
    yield* entriesOf(source)
    await source.drain()
  } finally {
    await source.close()
  }
}

async function* entriesOf(source) {
  let overrides = {}
  for (;;) {
    const block = await source.take(blockSize)
    if (block === null || block.every((byte) => byte === 0)) return
    const header = parseHeader(block)
    if ('xLK'.includes(header.flag)) {
      const body = await readAll(source.stream(header.size))
      overrides = { ...overrides, ...parseOverrides(header.flag, body) }
      await source.skip(padding(header.size))
      continue
    }
    const entry = { ...header, ...overrides }
    overrides = {}
    const body = source.stream(entry.size)
    yield { ...entry, type: typeOf(entry), body }
    await exhaust(body)
    await source.skip(padding(entry.size))
  }
}

/** The absolute path of an archive name, or an exception if it leaves the folder. */
export function safePath(folder, name) {
  const parts = name.split('/')
  const bad =
    name.includes('\0') || name.includes('\\') || path.isAbsolute(name) || /^[a-z]:/i.test(name)
  if (bad || parts.includes('..')) throw new Error(`The archive holds an unsafe path: ${name}`)
  return path.join(folder, ...parts)
}

function makeLink(folder, { target, to, name }) {
  const inside = path.relative(folder, path.resolve(path.dirname(target), to))
  if (path.isAbsolute(to) || inside.startsWith('..') || path.isAbsolute(inside)) {
    throw new Error(`The archive holds an unsafe link: ${name} to ${to}`)
  }
  mkdirSync(path.dirname(target), { recursive: true })
  symlinkSync(to, target)
}

async function writeEntry(entry, target) {
  mkdirSync(path.dirname(target), { recursive: true })
  const mode = entry.mode & 0o100 ? 0o755 : 0o644
  // An archive with the same file twice must not overwrite what was checked before.
  await pipeline(Readable.from(entry.body), createWriteStream(target, { mode, flags: 'wx' }))
}

function parseHeader(block) {
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (number(block, 148, 8) !== sum)
    throw new Error('The archive is broken: a header has a wrong checksum.')
  const prefix = text(block, 257, 5) === 'ustar' ? text(block, 345, 155) : ''
  const name = text(block, 0, 100)
  return {
    name: prefix ? `${prefix}/${name}` : name,
    mode: number(block, 100, 8),
    size: number(block, 124, 12),
    flag: String.fromCharCode(block[156] || 48),
    linkName: text(block, 157, 100),
  }
}

function typeOf({ flag }) {
  return { 0: 'file', 7: 'file', 5: 'folder', 2: 'link' }[flag] ?? 'other'
}

function parseOverrides(flag, body) {
  const value = body.toString('utf8').replace(/\0.*$/s, '')
  if (flag === 'L') return { name: value }
  if (flag === 'K') return { linkName: value }
  return parsePax(body)
}

/** Pax records: "length key=value\n", where length counts the record's bytes. */
function parsePax(body) {
  const found = {}
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(32, at)
    const length = Number(body.toString('utf8', at, space))
    if (space < 0 || !(length > 0))
      throw new Error('The archive is broken: a pax record has no length.')
    const [key, ...value] = body.toString('utf8', space + 1, at + length - 1).split('=')
    if (key === 'path') found.name = value.join('=')
    if (key === 'linkpath') found.linkName = value.join('=')
    if (key === 'size') found.size = Number(value.join('='))
    at += length
  }
  return found
}

function text(block, start, length) {
  const field = block.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end)
}

function number(block, start, length) {
  const value = Number.parseInt(text(block, start, length).trim() || '0', 8)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error('The archive is broken: a header has no number.')
  return value
}

const padding = (size) => (blockSize - (size % blockSize)) % blockSize

async function readAll(chunks) {
  const parts = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

async function exhaust(iterator) {
  while (!(await iterator.next()).done);
}

/** Hands out exact numbers of bytes from a stream of chunks of any size. */
function byteSource(stream) {
  const chunks = stream[Symbol.asyncIterator]()
  let rest = Buffer.alloc(0)

  async function some(limit) {
    while (rest.length === 0) {
      const { value, done } = await chunks.next()
      if (done) return null
      rest = Buffer.from(value)
    }
    const part = rest.subarray(0, limit)
    rest = rest.subarray(part.length)
    return part
  }

  async function* read(length) {
    for (let left = length; left > 0;) {
      const part = await some(left)
      if (part === null) throw new Error('The archive ends too early.')
      left -= part.length
      yield part
    }
  }

  return {
    stream: read,
    async take(length) {
      const first = await some(length)
      if (first === null) return null
      return Buffer.concat([first, await readAll(read(length - first.length))])
    },
    async skip(length) {
      await exhaust(read(length))
    },
    async drain() {
      await exhaust(chunks)
    },
    async close() {
      await chunks.return?.()
    },
  }
}
