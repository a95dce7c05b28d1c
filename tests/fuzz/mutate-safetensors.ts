// Safetensors whose header lies about what follows it.
import type { Dice } from './dice'
import { blowUp, joined, mutateBytes, type Mutate } from './mutate-bytes'
import { mutateJson } from './mutate-json'

export const mutateSafetensors: Mutate = (bytes, dice) => {
  switch (dice.below(4)) {
    case 0:
      return blowUp(bytes, 0, dice)
    case 1:
      return withHeader(bytes, dice, (header) => mutateJson(header, dice))
    case 2:
      return withHeader(bytes, dice, (header) => shifted(header, dice))
    default:
      return mutateBytes(bytes, dice)
  }
}

function withHeader(
  bytes: Uint8Array,
  dice: Dice,
  change: (header: Uint8Array) => Uint8Array,
): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = 8 + Number(view.getBigUint64(0, true))
  const header = change(bytes.slice(8, end))
  const length = new Uint8Array(8)
  // Now and then the old length stands before the new header.
  new DataView(length.buffer).setBigUint64(
    0,
    BigInt(dice.chance(0.9) ? header.length : end - 8),
    true,
  )
  return joined(length, header, bytes.slice(end))
}

/** Another place, shape or type for one tensor. */
function shifted(header: Uint8Array, dice: Dice): Uint8Array {
  const number = String(dice.pick([0, -8, 4, 1e9, 2 ** 53, 1e300]))
  let skip = dice.below(30)
  const text = new TextDecoder()
    .decode(header)
    .replace(/\d+(?=[,\]])/g, (found) => (skip-- === 0 ? number : found))
  const dtype = dice.pick(['F64', 'BF16', 'I8', 'BOOL', 'F32'])
  return new TextEncoder().encode(dice.chance(0.2) ? text.replace('"F32"', `"${dtype}"`) : text)
}
