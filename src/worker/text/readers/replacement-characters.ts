// Counts what a decoder had to replace: U+FFFD in the text that was not in the bytes.

const encoded: Record<string, readonly number[]> = {
  'utf-8': [0xef, 0xbf, 0xbd],
  'utf-16le': [0xfd, 0xff],
  'utf-16be': [0xff, 0xfd],
}

export interface ReplacementCounter {
  /**
   * Replacements in `text` that do not come from the `bytes`. A decoder gives text some bytes late, so that a
   * count can be too low by one, even negative, and the next one makes up for it.
   */
  count(bytes: Buffer, text: string): number
}

/** A counter for a stream in `encoding`. */
export function replacementCounter(encoding: string): ReplacementCounter {
  const genuine = genuineCounter(encoding)
  return { count: (bytes, text) => countIn(text) - genuine(bytes) }
}

function countIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count++
  return count
}

/** Counts a byte pattern in a stream of chunks, also where it lies across two of them. */
function genuineCounter(encoding: string): (bytes: Buffer) => number {
  if (!(encoding in encoded)) return () => 0
  const pattern = Buffer.from(encoded[encoding])
  const unit = encoding.startsWith('utf-16') ? 2 : 1
  let tail = Buffer.alloc(0)
  let offset = 0
  return (bytes) => {
    const joined = Buffer.concat([tail, bytes.subarray(0, pattern.length - 1)])
    const count =
      countPattern(joined, pattern, unit, offset - tail.length) +
      countPattern(bytes, pattern, unit, offset)
    const end = bytes.length < pattern.length - 1 ? joined : bytes
    tail = Buffer.from(end.subarray(Math.max(0, end.length - pattern.length + 1)))
    offset += bytes.length
    return count
  }
}

function countPattern(bytes: Buffer, pattern: Buffer, unit: number, offset: number): number {
  let count = 0
  for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1))
    if ((offset + at) % unit === 0) count++
  return count
}
