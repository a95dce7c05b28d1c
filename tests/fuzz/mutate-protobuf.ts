// Protobuf with other tags, lengths and nesting, and fields that come twice or nowhere.
import type { Dice } from './dice'
import { joined, mutateBytes, type Mutate } from './mutate-bytes'

export const mutateProtobuf: Mutate = (bytes, dice) => {
  if (dice.chance(0.2)) return mutateBytes(bytes, dice)
  return changedMessage(bytes, dice, dice.between(0, 4))
}

interface Field {
  readonly from: number
  /** Where its content begins. */
  readonly content: number
  readonly to: number
  readonly wireType: number
}

/** Goes down into messages for a while, then changes a field there; the lengths above are put right. */
function changedMessage(bytes: Uint8Array, dice: Dice, depth: number): Uint8Array {
  const fields = fieldsOf(bytes)
  if (fields.length === 0) return mutateBytes(bytes, dice)
  const field = dice.pick(fields)
  const whole = bytes.slice(field.from, field.to)
  const content = bytes.slice(field.content, field.to)
  const replaced = (...parts: readonly Uint8Array[]): Uint8Array =>
    joined(bytes.slice(0, field.from), ...parts, bytes.slice(field.to))
  const tag = varint(readVarint(bytes, field.from).value)
  if (field.wireType === 2 && depth > 0 && content.length > 0 && content.length < 100_000) {
    const changed = changedMessage(content, dice, depth - 1)
    return replaced(tag, varint(changed.length), changed)
  }
  switch (dice.below(7)) {
    case 0:
      return replaced()
    case 1:
      return replaced(...Array<Uint8Array>(dice.between(2, 2000)).fill(whole))
    case 2:
      return replaced(varint(dice.below(1 << 10)), bytes.slice(field.from + tag.length, field.to))
    case 3:
      return replaced(tag, varint(dice.pick([0, 1, 127, 2 ** 28, 2 ** 31, 2 ** 32 - 1])), content)
    case 4:
      return replaced(
        tag,
        Uint8Array.from({ length: 12 }, () => 0xff),
        content,
      )
    case 5:
      return replaced(wrapped(whole, dice.between(1, 2000)))
    default:
      return replaced(
        tag,
        field.wireType === 2 ? varint(content.length) : new Uint8Array(),
        mutateBytes(content, dice),
      )
  }
}

/** The same field inside itself, so many times. */
function wrapped(field: Uint8Array, times: number): Uint8Array {
  let all = field
  for (let count = 0; count < times && all.length < 200_000; count++)
    all = joined(Uint8Array.of((field[0] & ~7) | 2), varint(all.length), all)
  return all
}

function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  while (at < bytes.length && fields.length < 5000) {
    const from = at
    const tag = readVarint(bytes, at)
    const wireType = tag.value & 7
    at = tag.end
    let content = at
    if (wireType === 0) at = readVarint(bytes, at).end
    else if (wireType === 2) {
      const length = readVarint(bytes, at)
      content = length.end
      at = length.end + length.value
    } else if (wireType === 5 || wireType === 1) at += wireType === 5 ? 4 : 8
    else return fields
    if (at > bytes.length) return fields
    fields.push({ from, content, to: at, wireType })
  }
  return fields
}

function readVarint(
  bytes: Uint8Array,
  from: number,
): { readonly value: number; readonly end: number } {
  let [value, at, factor] = [0, from, 1]
  while (at < bytes.length && at < from + 10) {
    const byte = bytes[at++]
    value += (byte & 127) * factor
    factor *= 128
    if (byte < 128) break
  }
  return { value, end: at }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let left = value
  do {
    bytes.push((left % 128) | (left >= 128 ? 128 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return Uint8Array.from(bytes)
}
