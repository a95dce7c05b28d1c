// Goes through protobuf bytes from elsewhere before anything is made of them: known fields alone, once each, within bounds.
import protobuf, { type Type } from 'protobufjs/light.js'

/** Numbers, texts and messages that a file may hold; the lab's largest models have some thousands. */
const mostFields = 200_000
const mostDepth = 16

// https://protobuf.dev/programming-guides/encoding/#structure
const varint = 0
const lengthDelimited = 2
const fixed32 = 5
const wireTypes: Readonly<Record<string, number>> = {
  ...{ int64: varint, int32: varint, float: fixed32 },
  ...{ string: lengthDelimited, bytes: lengthDelimited },
}

interface Walk {
  readonly reader: protobuf.Reader
  fields: number
}

/**
 * What is wrong with `bytes` as a message of `type`, as the end of a sentence; null when a decoder takes them without harm. Packed
 * lists and groups, which the lab does not write, are refused.
 */
export function findWireProblem(bytes: Uint8Array, type: Type): string | null {
  const walk = { reader: protobuf.Reader.create(bytes), fields: 0 }
  try {
    return messageProblem(walk, type, bytes.byteLength, 0)
  } catch {
    return 'it ends in the middle of something' // the reader throws past the end of its bytes
  }
}

function messageProblem(walk: Walk, type: Type, end: number, depth: number): string | null {
  if (depth > mostDepth) return 'its messages lie too deep in each other'
  const seen = new Set<number>()
  const { reader } = walk
  while (reader.pos < end) {
    if (++walk.fields > mostFields) return `it has more than ${mostFields} fields`
    const tag = reader.uint32()
    const [id, wireType] = [tag >>> 3, tag & 7]
    const field = type.fieldsById[id]
    if (!field) return `${type.name} has a field ${id}, which the lab does not write`
    if (!field.repeated && seen.has(id)) return `${type.name} has ${field.name} twice`
    seen.add(id)
    const inner = field.resolve().resolvedType
    const expected = inner ? lengthDelimited : wireTypes[field.type]
    if (wireType !== expected) return `${field.name} of ${type.name} is written in another way`
    if (wireType !== lengthDelimited) {
      reader.skipType(wireType)
      continue
    }
    const length = reader.uint32()
    const last = reader.pos + length
    if (last > end) return `${field.name} of ${type.name} is longer than what holds it`
    // Every resolved type of this schema is a message.
    const problem = inner ? messageProblem(walk, inner as Type, last, depth + 1) : null
    if (problem) return problem
    reader.pos = last
  }
  return reader.pos === end ? null : `${type.name} ends in the middle of something`
}
