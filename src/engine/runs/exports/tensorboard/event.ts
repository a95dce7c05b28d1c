/*
 * TensorBoard's Event message in protobuf's wire format, as far as scalars need it.
 *
 *   Event:         1 wall_time (double), 2 step (int64), 3 file_version (string), 5 summary (Summary)
 *   Summary:       1 value (Summary.Value, repeated)
 *   Summary.Value: 1 tag (string), 2 simple_value (float)
 *
 * tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto,
 * https://protobuf.dev/programming-guides/encoding/
 */

// Field numbers with their wire types, as they stand before a field: (number << 3) | type.
const keys = {
  wallTime: (1 << 3) | 1,
  step: 2 << 3,
  fileVersion: (3 << 3) | 2,
  summary: (5 << 3) | 2,
  value: (1 << 3) | 2,
  tag: (1 << 3) | 2,
  simpleValue: (2 << 3) | 5,
} as const

const doubleFieldBytes = 9
const floatFieldBytes = 5

export interface Scalar {
  /** ASCII, shorter than 100 characters, so that lengths fit into one byte. */
  readonly tag: string
  readonly value: number
}

/** The first event of a file. `wallTime` in seconds since 1970. */
export function versionEvent(wallTime: number): Buffer {
  const version = 'brain.Event:2'
  const event = Buffer.alloc(doubleFieldBytes + 2 + version.length)
  let at = writeDouble(event, 0, keys.wallTime, wallTime)
  at = writeByte(event, at, keys.fileVersion)
  writeText(event, at, version)
  return event
}

/** The scalars of one step. `wallTime` in seconds since 1970. */
export function scalarsEvent(wallTime: number, step: number, scalars: readonly Scalar[]): Buffer {
  const summaryBytes = scalars.reduce((sum, { tag }) => sum + 2 + valueBytes(tag), 0)
  const lengths = varintBytes(step) + varintBytes(summaryBytes)
  const event = Buffer.alloc(doubleFieldBytes + 2 + lengths + summaryBytes)
  let at = writeDouble(event, 0, keys.wallTime, wallTime)
  at = writeVarint(event, writeByte(event, at, keys.step), step)
  at = writeVarint(event, writeByte(event, at, keys.summary), summaryBytes)
  for (const scalar of scalars) at = writeScalar(event, at, scalar)
  return event
}

function valueBytes(tag: string): number {
  return 2 + tag.length + floatFieldBytes
}

// Each writes at an offset and answers with the offset behind it.

function writeScalar(event: Buffer, start: number, { tag, value }: Scalar): number {
  let at = writeByte(event, start, keys.value)
  at = writeByte(event, at, valueBytes(tag))
  at = writeByte(event, at, keys.tag)
  at = writeText(event, at, tag)
  at = writeByte(event, at, keys.simpleValue)
  return event.writeFloatLE(value, at)
}

function writeDouble(event: Buffer, at: number, key: number, value: number): number {
  return event.writeDoubleLE(value, writeByte(event, at, key))
}

function writeText(event: Buffer, at: number, text: string): number {
  const start = writeByte(event, at, text.length)
  return start + event.write(text, start, 'latin1')
}

function writeByte(event: Buffer, at: number, byte: number): number {
  event[at] = byte
  return at + 1
}

/** Seven bits a byte, the lowest first; division, because steps may need more than 32 bits. */
function writeVarint(event: Buffer, start: number, value: number): number {
  let at = start
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) event[at++] = (rest % 128) | 128
  event[at++] = rest
  return at
}

function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++
  return bytes
}
