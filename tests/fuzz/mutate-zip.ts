// Zips whose entries lie, and zips with a damaged file in them.
import type { Dice } from './dice'
import { mutateBytes, type Mutate } from './mutate-bytes'
import { zipBytes, zipParts, type ZipPart } from './zip-bytes'

/**
 * @param outside a file that must never come to be: an absolute path
 * @param mutateInner what is done to a file inside, by its name
 */
export function zipMutations(outside: string, mutateInner: (name: string) => Mutate): Mutate {
  return (bytes, dice) => {
    const parts = zipParts(bytes)
    const at = dice.below(parts.length)
    const part = parts[at]
    const replaced = (changed: Partial<ZipPart>): Buffer =>
      zipBytes(parts.with(at, { ...part, ...changed }))
    switch (dice.below(7)) {
      case 0:
        return replaced({ name: oddName(part.name, outside, dice) })
      case 1:
        return replaced({ says: lies(dice) })
      case 2:
        return zipBytes([...parts, ...Array<ZipPart>(dice.between(1, 30)).fill(part)])
      case 3:
        return zipBytes(parts.toSpliced(at, 1))
      case 4:
        return mutateBytes(bytes, dice)
      case 5:
        return zipBytes([...parts, { ...part, name: oddName(part.name, outside, dice) }])
      default:
        return replaced({ content: mutateInner(part.name)(part.content, dice) })
    }
  }
}

function oddName(name: string, outside: string, dice: Dice): string {
  const up = '../'.repeat(dice.between(1, 5))
  return dice.pick([
    ...[`${up}escaped.txt`, `a/${up}escaped.txt`, outside, `/${name}`, name.replaceAll('/', '\\')],
    ...[`..\\..\\escaped.txt`, `C:\\escaped.txt`, `C:escaped.txt`, `./${name}`, `//${name}`],
    ...[
      `${name}\u0000.txt`,
      `${name}/`,
      'x'.repeat(60_000),
      `${'d/'.repeat(3000)}x`,
      '',
      '.',
      '..',
    ],
    ...['con', 'aux.txt', 'name.', 'name ', `${name}:stream`, name.toUpperCase(), `${name}/inside`],
  ])
}

function lies(dice: Dice): ZipPart['says'] {
  const huge = dice.pick([0, 1, 0x7fffffff, 0xfffffffe, 0xffffffff])
  return dice.pick([
    ...[
      { size: huge },
      { packed: huge },
      { crc: huge },
      { offset: huge },
      { method: dice.below(100) },
    ],
    // A link, a device, an encrypted file.
    ...[{ attributes: 0xa1ff << 16 }, { attributes: 0x21ff << 16 }, { flags: 0x801 }],
    ...[{ flags: 0x808, size: 0, packed: 0, crc: 0 }, { nameInside: '../escaped.txt' }],
  ])
}
