// How much may come out of packed data: enough for any honest file, too little for one made to fill a machine.
import { formatBytes, formatCount } from '#shared/domain/format'
import { failure, type Failure } from '#shared/protocol/result'

/** An archive may hold this many files. */
export const mostMembers = 500_000
/** Text shrinks to a tenth, a table of repeated cells to a hundredth; deflate can do no more than a thousandth. */
const mostRatio = 200
/** Up to here nothing is judged. */
const unpackedFloor = 100 * 1024 * 1024
/** One file may unpack to this many bytes. */
const largestMember = 64 * 1024 ** 3

/** The failure for data that unpacks to far more than it is; `packed` and `unpacked` in bytes so far. */
export function refuseBomb(name: string, packed: number, unpacked: number): Failure | undefined {
  if (unpacked > largestMember)
    return failure(
      'data-unreadable',
      `${name} unpacks to more than ${formatBytes(largestMember)}; split it into several files.`,
    )
  if (unpacked <= unpackedFloor || unpacked <= packed * mostRatio) return undefined
  return failure(
    'data-unreadable',
    `${name} unpacks to more than ${formatCount(mostRatio)} times its size, as files made to fill a disk do; if you trust it, unpack it yourself.`,
  )
}

/** The failure for an archive of too many files. */
export function refuseCount(name: string, members: number): Failure | undefined {
  if (members <= mostMembers) return undefined
  return failure(
    'data-unreadable',
    `${name} holds more than ${formatCount(mostMembers)} files; put the rows into a table, such as .csv or .parquet.`,
  )
}

/** The failure for a member whose path leads out of the archive, as honest ones never do. */
export function refuseOutside(name: string, member: string): Failure | undefined {
  const parts = member.split(/[/\\]/)
  if (!member.startsWith('/') && !parts.includes('..') && !/^[a-z]:/i.test(member)) return undefined
  return failure(
    'data-unreadable',
    `${name} holds a file whose path leads out of it (${member.slice(0, 100)}), as no honest archive does; pack it again.`,
  )
}
