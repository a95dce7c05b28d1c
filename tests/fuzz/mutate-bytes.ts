// Damage that any file can have: flipped, cut, swapped, repeated and overwritten bytes, and numbers blown up where a length may stand.
import type { Dice } from './dice'

/** Makes something else of a file's bytes, which stay as they are. */
export type Mutate = (bytes: Uint8Array, dice: Dice) => Uint8Array

const flip: Mutate = (bytes, dice) => {
  const all = Uint8Array.from(bytes)
  for (let count = dice.between(1, 8); count > 0; count--)
    all[dice.below(all.length)] ^= 1 << dice.below(8)
  return all
}

const overwrite: Mutate = (bytes, dice) => {
  const all = Uint8Array.from(bytes)
  const from = dice.below(all.length)
  const value = dice.pick([0, 0xff, 0x7f, 0x80, dice.below(256)])
  return all.fill(value, from, from + dice.between(1, 64))
}

const cut: Mutate = (bytes, dice) =>
  bytes.slice(0, dice.pick([0, 1, dice.below(bytes.length), bytes.length - 1, dice.below(200)]))

const remove: Mutate = (bytes, dice) => {
  const from = dice.below(bytes.length)
  return joined(bytes.slice(0, from), bytes.slice(from + dice.between(1, 200)))
}

const repeat: Mutate = (bytes, dice) => {
  const [from, at] = [dice.below(bytes.length), dice.below(bytes.length)]
  const piece = bytes.slice(from, from + dice.between(1, 500))
  return joined(bytes.slice(0, at), piece, bytes.slice(at))
}

const swap: Mutate = (bytes, dice) => {
  const size = dice.between(1, 200)
  const [one, other] = [dice.below(bytes.length), dice.below(bytes.length)]
  const all = Uint8Array.from(bytes)
  const piece = bytes.slice(one, one + size)
  all.set(bytes.slice(other, other + size).slice(0, all.length - one), one)
  all.set(piece.slice(0, all.length - other), other)
  return all
}

const append: Mutate = (bytes, dice) =>
  joined(
    bytes,
    Uint8Array.from({ length: dice.between(1, 3000) }, () => dice.below(256)),
  )

/** Numbers that lengths, counts and offsets are not prepared for. */
const numbers: readonly bigint[] = [
  ...[0n, 1n, 0x7fn, 0xffn, 0x7fffn, 0xffffn, 0x7fffffffn, 0x80000000n, 0xffffffffn],
  ...[0x7fffffffffffffffn, 0x8000000000000000n, 0xffffffffffffffffn, 0xfffffffffffffff8n],
]

/** Overwrites 2, 4 or 8 bytes at `at` with such a number. */
export function blowUp(bytes: Uint8Array, at: number, dice: Dice): Uint8Array {
  const all = Uint8Array.from(bytes)
  const size = dice.pick([2, 4, 8])
  const value = dice.pick(numbers)
  for (let byte = 0; byte < size && at + byte < all.length; byte++)
    all[at + byte] = Number((value >> BigInt(8 * byte)) & 0xffn)
  return all
}

const blowUpSomewhere: Mutate = (bytes, dice) =>
  // The beginning of a file says most of it.
  blowUp(bytes, dice.below(dice.chance(0.5) ? Math.min(bytes.length, 512) : bytes.length), dice)

const mutations = [flip, overwrite, cut, remove, repeat, swap, append, blowUpSomewhere]

/** One to three of them. */
export const mutateBytes: Mutate = (bytes, dice) => {
  let mutated = bytes
  for (let count = dice.between(1, 3); count > 0 && mutated.length > 0; count--)
    mutated = dice.pick(mutations)(mutated, dice)
  return mutated
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
