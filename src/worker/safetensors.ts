// The safetensors format: named arrays of numbers in one file, https://huggingface.co/docs/safetensors/index#format
//
// Eight bytes of header length (little-endian), a JSON header, then the numbers one array after the other, without gaps.
import { z } from 'zod'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'

/** An array of numbers with its shape, row by row. */
export interface StoredTensor {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array
}

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>
  /** What the writer says of the file, as text. */
  readonly metadata: Readonly<Record<string, string>>
}

const lengthBytes = 8
const bytesPerNumber = 4
/** The numbers begin at a multiple of this, as in the format's own library. */
const alignment = 8
/** The limit of the format's own library. */
const mostHeaderBytes = 100_000_000
const metadataKey = '__metadata__'

const metadataSchema = z.record(z.string(), z.string())
const entrySchema = z.object({
  dtype: z.enum(['F32', 'I32']),
  shape: z.array(z.int().min(0)).max(16),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})

/** The bytes of a file. The name `__metadata__` is the format's own and throws. */
export function writeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const header: Record<string, unknown> = { [metadataKey]: metadata }
  let offset = 0
  for (const [name, { shape, values }] of tensors) {
    if (name === metadataKey) throw new Error(`a tensor may not be called ${metadataKey}`)
    const dtype = values instanceof Float32Array ? 'F32' : 'I32'
    header[name] = { dtype, shape, data_offsets: [offset, offset + values.byteLength] }
    offset += values.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const headerBytes = Math.ceil(json.length / alignment) * alignment
  const bytes = new Uint8Array(lengthBytes + headerBytes + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true)
  bytes.set(json, lengthBytes)
  bytes.fill(0x20, lengthBytes + json.length, lengthBytes + headerBytes)
  let at = lengthBytes + headerBytes
  for (const { values } of tensors.values()) {
    // The machines that TensorFlow runs on are little-endian, as the format is.
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
    at += values.byteLength
  }
  return bytes
}

/** The content of a file's bytes; `run-unreadable` with what is wrong for anything that is not whole. `file` is named in it. */
export function readSafetensors(bytes: Uint8Array, file: string): Result<Safetensors> {
  const header = readHeader(bytes, file)
  if (!header.ok) return header
  const { entries, data } = header.value
  const tensors = new Map<string, StoredTensor>()
  let metadata: Safetensors['metadata'] = {}
  let end = 0
  for (const [name, entry] of sortedByPlace(entries)) {
    if (name === metadataKey) {
      const parsed = metadataSchema.safeParse(entry)
      if (!parsed.success) return damaged(file, `${metadataKey} is no table of texts`)
      metadata = parsed.data
      continue
    }
    const tensor = readTensor(data, entry, end)
    if (typeof tensor === 'string') return damaged(file, `${JSON.stringify(name)} ${tensor}`)
    end += tensor.values.byteLength
    tensors.set(name, tensor)
  }
  if (end !== data.length) {
    return damaged(file, `it has ${data.length} bytes of numbers where ${end} are described`)
  }
  return success({ tensors, metadata })
}

interface Header {
  readonly entries: readonly [string, unknown][]
  /** Everything after the header. */
  readonly data: Uint8Array
}

function readHeader(bytes: Uint8Array, file: string): Result<Header> {
  if (bytes.length < lengthBytes) return damaged(file, `it has only ${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getBigUint64(0, true)
  if (length > BigInt(mostHeaderBytes)) return damaged(file, `its header claims ${length} bytes`)
  const end = lengthBytes + Number(length)
  if (end > bytes.length) return damaged(file, 'it ends within its header')
  const header = parseJson(bytes.subarray(lengthBytes, end))
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    return damaged(file, 'its header is not a JSON object')
  }
  return success({ entries: Object.entries(header), data: bytes.subarray(end) })
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

// In the order in which the numbers lie; what is malformed comes first and is refused when it is read.
function sortedByPlace(entries: Header['entries']): Header['entries'] {
  const placeOf = (entry: unknown) => entrySchema.safeParse(entry).data?.data_offsets ?? [-1, -1]
  return entries
    .map(([name, entry]) => ({ name, entry, place: placeOf(entry) }))
    .sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1])
    .map(({ name, entry }) => [name, entry])
}

/** The tensor, which has to begin where the one before ended; else what is wrong with it. */
function readTensor(data: Uint8Array, entry: unknown, begin: number): StoredTensor | string {
  const parsed = entrySchema.safeParse(entry)
  if (!parsed.success) return `is described wrongly (${parsed.error.issues[0].message})`
  const { dtype, shape, data_offsets: offsets } = parsed.data
  const size = shape.reduce((product, length) => product * length, bytesPerNumber)
  if (offsets[0] !== begin) return 'overlaps what is before it, or leaves a gap'
  if (offsets[1] - offsets[0] !== size) return 'has another size than its shape'
  if (offsets[1] > data.length) return 'lies beyond the end of the file'
  // A copy, which lies at a multiple of four bytes; a Buffer's own slice would be none.
  const { buffer } = new Uint8Array(data.subarray(offsets[0], offsets[1]))
  return { shape, values: dtype === 'F32' ? new Float32Array(buffer) : new Int32Array(buffer) }
}

function damaged(file: string, detail: string): Failure {
  return failure('run-unreadable', `${file} is damaged: ${detail}.`)
}
