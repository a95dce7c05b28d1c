// HDF5 with damage where it hurts: the superblock, the signatures of its structures and the addresses and sizes behind these.
import type { Dice } from './dice'
import { blowUp, mutateBytes, type Mutate } from './mutate-bytes'

// https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
const signatures = ['\x89HDF', 'TREE', 'HEAP', 'SNOD', 'OHDR', 'OCHK', 'GCOL', 'FRHP', 'BTHD']

export const mutateHdf5: Mutate = (bytes, dice) => {
  const places = placesOf(bytes)
  if (places.length === 0 || dice.chance(0.3)) return mutateBytes(bytes, dice)
  let mutated = bytes
  for (let count = dice.between(1, 4); count > 0; count--) {
    const place = dice.pick(places)
    mutated = dice.chance(0.6)
      ? blowUp(mutated, place + dice.between(0, 80), dice)
      : pointedElsewhere(mutated, place, places, dice)
  }
  return mutated
}

function placesOf(bytes: Uint8Array): number[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return signatures.flatMap((signature) => {
    const places: number[] = []
    const wanted = Buffer.from(signature, 'latin1')
    for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + 1)) places.push(at)
    return places
  })
}

/** An address that leads to another structure: round in a circle, or to one of another kind. */
function pointedElsewhere(
  bytes: Uint8Array,
  place: number,
  places: readonly number[],
  dice: Dice,
): Uint8Array {
  const all = Buffer.from(bytes)
  const at = place + 8 * dice.between(1, 8)
  if (at + 8 <= all.length) all.writeBigUInt64LE(BigInt(dice.pick(places)), at)
  return all
}
