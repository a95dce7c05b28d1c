// Follows which line of a file a parser is at, when the parser only tells how many bytes it has taken.

/** Counts line ends in the bytes that are added, up to where `advance` is told to go. */
export function lineCounter(): {
  /** The 1-based line that the next record starts on. */
  readonly line: number
  add(bytes: Buffer): void
  /** Moves to this offset from the start of the file. */
  advance(offset: number): void
} {
  const pending: Buffer[] = []
  let start = 0
  let line = 1
  let lineEnd = 0
  const countIn = (bytes: Buffer): void => {
    for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, at + 1)) line++
  }
  return {
    get line() {
      return line
    },
    add(bytes) {
      if (lineEnd === 0) lineEnd = bytes.includes(0x0a) ? 0x0a : 0x0d
      pending.push(bytes)
    },
    advance(offset) {
      while (pending.length > 0 && start < offset) {
        const taken = pending[0].subarray(0, offset - start)
        countIn(taken)
        start += taken.length
        if (taken.length === pending[0].length) pending.shift()
        else pending[0] = pending[0].subarray(taken.length)
      }
    },
  }
}
