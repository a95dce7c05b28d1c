// Tells the encoding of a text from its first bytes: by a byte order mark, by zero bytes, by whether it is UTF-8.
import { isUtf8 } from 'node:buffer'

export interface Recognised {
  readonly encoding: string
  /** For want of a better one. */
  readonly isGuess: boolean
}

/** As many bytes tell enough. */
export const judgedBytes = 1024 * 1024

/** The encoding of a text that starts with `head`; a file of one byte per letter that is not UTF-8 is windows-1252. */
export function recogniseEncoding(head: Buffer): Recognised {
  if (head[0] === 0xff && head[1] === 0xfe) return certain('utf-16le')
  if (head[0] === 0xfe && head[1] === 0xff) return certain('utf-16be')
  const wide = wideEncoding(head)
  if (wide) return certain(wide)
  if (isUtf8(head) || !isSingleByte(head)) return certain('utf-8')
  return { encoding: 'windows-1252', isGuess: true }
}

function certain(encoding: string): Recognised {
  return { encoding, isGuess: false }
}

/** UTF-16 of mostly Latin letters has a zero in every second byte; null for anything else. */
export function wideEncoding(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  const start = head.subarray(0, 4096)
  const zeros = [0, 0]
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 2]++
  const [even, odd] = zeros
  const wide = odd > start.length / 5 ? 'utf-16le' : even > start.length / 5 ? 'utf-16be' : null
  return wide && Math.min(even, odd) * 10 < Math.max(even, odd) ? wide : null
}

/**
 * Whether more bytes above 127 stand outside of UTF-8 sequences than such sequences there are: damaged UTF-8 has
 * fewer, as hardly any two letters of another encoding look like one of its sequences.
 */
function isSingleByte(head: Buffer): boolean {
  let sequences = 0
  let strays = 0
  // A sequence that the end of the head cuts is no stray.
  const end = head.length - 3
  for (let at = 0; at < end; at++) {
    if (head[at] < 0x80) continue
    const length = sequenceLength(head, at)
    if (length === 0) strays++
    else {
      sequences++
      at += length - 1
    }
  }
  return strays > sequences
}

/** How many bytes the UTF-8 sequence at `at` has; 0 where none begins. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at]
  const length =
    first >= 0xc2 && first < 0xe0
      ? 2
      : first >= 0xe0 && first < 0xf0
        ? 3
        : first >= 0xf0 && first < 0xf5
          ? 4
          : 0
  for (let next = 1; next < length; next++) if ((bytes[at + next] & 0xc0) !== 0x80) return 0
  return length
}
