// Zips written byte by byte, so that they can lie: names out of the folder, sizes and places that are not so.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

export interface ZipPart {
  readonly name: string
  readonly content: Uint8Array
  /** As stored: deflated, or as it is. */
  readonly isDeflated: boolean
  /** What the zip says; left out: the truth. */
  readonly says?: Partial<{
    readonly size: number
    readonly packed: number
    readonly crc: number
    readonly method: number
    readonly flags: number
    /** Of the file: a link, a device. */
    readonly attributes: number
    readonly offset: number
    readonly nameInside: string
  }>
}

/** Writes the parts in their order. */
export function zipBytes(parts: readonly ZipPart[]): Buffer {
  const chunks: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, isDeflated, says = {} } of parts) {
    const packed = isDeflated ? deflateRawSync(content) : Buffer.from(content)
    const numbers = {
      method: says.method ?? (isDeflated ? 8 : 0),
      flags: says.flags ?? 0x800,
      crc: says.crc ?? crc32(content),
      packed: says.packed ?? packed.length,
      size: says.size ?? content.length,
    }
    const local = localHeader(numbers, Buffer.from(says.nameInside ?? name))
    directory.push(
      centralHeader(numbers, Buffer.from(name), says.attributes ?? 0, says.offset ?? offset),
    )
    chunks.push(local, packed)
    offset += local.length + packed.length
  }
  const central = Buffer.concat(directory)
  return Buffer.concat([...chunks, central, end(parts.length, central.length, offset)])
}

interface Numbers {
  readonly method: number
  readonly flags: number
  readonly crc: number
  readonly packed: number
  readonly size: number
}

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16
function localHeader(numbers: Numbers, name: Buffer): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  common(header, 6, numbers, name)
  return Buffer.concat([header, name])
}

function centralHeader(numbers: Numbers, name: Buffer, attributes: number, offset: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(0x031e, 4)
  header.writeUInt16LE(20, 6)
  common(header, 8, numbers, name)
  header.writeUInt32LE(attributes >>> 0, 38)
  header.writeUInt32LE(offset >>> 0, 42)
  return Buffer.concat([header, name])
}

function common(header: Buffer, at: number, numbers: Numbers, name: Buffer): void {
  header.writeUInt16LE(numbers.flags, at)
  header.writeUInt16LE(numbers.method, at + 2)
  header.writeUInt32LE(numbers.crc >>> 0, at + 8)
  header.writeUInt32LE(numbers.packed >>> 0, at + 12)
  header.writeUInt32LE(numbers.size >>> 0, at + 16)
  header.writeUInt16LE(name.length, at + 20)
}

function end(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22)
  record.writeUInt32LE(0x06054b50, 0)
  record.writeUInt16LE(count & 0xffff, 8)
  record.writeUInt16LE(count & 0xffff, 10)
  record.writeUInt32LE(size, 12)
  record.writeUInt32LE(offset, 16)
  return record
}

/** The parts of a zip that is whole. */
export function zipParts(zip: Uint8Array): ZipPart[] {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength)
  const tail = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const parts: ZipPart[] = []
  let at = bytes.readUInt32LE(tail + 16)
  for (let count = bytes.readUInt16LE(tail + 10); count > 0; count--) {
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)]
    const [nameLength, local] = [bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)]
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString('utf8')
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const data = bytes.subarray(from, from + packed)
    const content = method === 8 ? inflateRawSync(data) : data
    if (!name.endsWith('/')) parts.push({ name, content, isDeflated: method === 8 })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return parts
}
