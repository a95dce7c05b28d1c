// Finds stretches of a written text that stand word for word in the training text, which is kept as ids for this.
import { leastCopied, type CopiedStretch } from '#shared/domain/generation'
import { failure, success, type Result } from '#shared/protocol/result'
import type { Integers } from '../text/storage/integers'

/** In the run folder. */
export const ngramFile = 'training-ngrams.bin'

/** Of a longer training text only the first so many tokens are kept. */
const tokenLimit = 32_000_000
const pieceLength = 1_000_000

// The header, little-endian: 8 letters, version, n, bytes an id, 4 bytes of nothing, tokens of the whole text (float64).
const magic = 'UNROLLNG'
const version = 1
const headerLength = 32

/**
 * The content of `training-ngrams.bin`.
 * @param ids of the training text
 * @param n stretches of fewer tokens are not looked for
 * @param limit how many ids are kept
 */
export function buildNgramIndex(ids: Integers, n = leastCopied, limit = tokenLimit): Uint8Array {
  const kept = Math.min(ids.length, limit)
  const largest = largestOf(ids, kept)
  const width = largest < 65_536 ? 2 : 4
  const bytes = new Uint8Array(headerLength + kept * width)
  const header = new DataView(bytes.buffer)
  for (const [index, letter] of [...magic].entries()) bytes[index] = letter.charCodeAt(0)
  header.setUint32(8, version, true)
  header.setUint32(12, n, true)
  header.setUint32(16, width, true)
  header.setFloat64(24, ids.length, true)
  const target = idsIn(bytes, width)
  for (let from = 0; from < kept; from += pieceLength) {
    target.set(ids.subarray(from, Math.min(kept, from + pieceLength)), from)
  }
  return bytes
}

function largestOf(ids: Integers, count: number): number {
  let largest = 0
  for (let from = 0; from < count; from += pieceLength) {
    for (const id of ids.subarray(from, Math.min(count, from + pieceLength))) {
      if (id > largest) largest = id
    }
  }
  return largest
}

function idsIn(bytes: Uint8Array, width: number): Uint16Array | Int32Array {
  const from = bytes.byteOffset + headerLength
  const count = (bytes.byteLength - headerLength) / width
  return width === 2
    ? new Uint16Array(bytes.buffer, from, count)
    : new Int32Array(bytes.buffer, from, count)
}

/** The training text, to look for copies in. */
export class NgramIndex {
  readonly #ids: Uint16Array | Int32Array
  readonly #n: number
  /** How much of the training text is searched, 0 to 1. */
  readonly share: number

  private constructor(ids: Uint16Array | Int32Array, n: number, total: number) {
    this.#ids = ids
    this.#n = n
    this.share = total === 0 ? 1 : ids.length / total
  }

  /** Reads what `buildNgramIndex` made; `origin` names the file in the sentence of a failure. */
  static parse(bytes: Uint8Array, origin: string): Result<NgramIndex> {
    const problem = findDamage(bytes)
    if (problem) {
      return failure(
        'run-unreadable',
        `${origin} is damaged (${problem}); restore it from a copy, or delete it to write without looking for copies.`,
      )
    }
    // Typed arrays stand at multiples of their width.
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
    const header = new DataView(aligned.buffer, aligned.byteOffset)
    const ids = idsIn(aligned, header.getUint32(16, true))
    return success(new NgramIndex(ids, header.getUint32(12, true), header.getFloat64(24, true)))
  }

  /**
   * The longest stretches of n tokens or more that stand in the training text as they are, in their order. None lies
   * within another, but they may overlap: then each is copied from a place of its own.
   */
  copiedIn(written: readonly number[]): CopiedStretch[] {
    const ends = this.#longestCopies(Int32Array.from(written))
    const stretches: CopiedStretch[] = []
    let last = 0
    for (const [from, to] of ends.entries()) {
      if (to > last) stretches.push({ from, to })
      last = Math.max(last, to)
    }
    return stretches
  }

  /** For each place of the written text where a longest copy begins, where it ends; 0 for the others. */
  #longestCopies(written: Int32Array): Int32Array {
    const training = this.#ids
    const n = this.#n
    const ends = new Int32Array(written.length)
    if (written.length < n || training.length < n) return ends
    const places = new Places(written, n)
    eachNgram(training, n, (at, hash) => {
      for (let place = places.first(hash); place >= 0; place = places.after(place)) {
        // What matches one token earlier too was found there.
        if (place > 0 && at > 0 && written[place - 1] === training[at - 1]) continue
        const length = commonLength(written, place, training, at)
        if (length >= n) ends[place] = Math.max(ends[place], place + length)
      }
    })
    return ends
  }
}

function findDamage(bytes: Uint8Array): string | undefined {
  const letters = String.fromCharCode(...bytes.subarray(0, magic.length))
  if (letters !== magic || bytes.byteLength < headerLength) return 'it has no header'
  const header = new DataView(bytes.buffer, bytes.byteOffset)
  if (header.getUint32(8, true) !== version) return 'it is of another version'
  const [n, width, total] = [
    header.getUint32(12, true),
    header.getUint32(16, true),
    header.getFloat64(24, true),
  ]
  const kept = (bytes.byteLength - headerLength) / width
  if (n < 1 || n > 1000 || (width !== 2 && width !== 4)) return 'its header makes no sense'
  return Number.isInteger(kept) && kept <= total ? undefined : 'it has been cut'
}

/** Where each n-gram of a text begins, by its hash. */
class Places {
  readonly #mask: number
  /** The last place with a hash, and for each place the one before it with the same; -1: none. */
  readonly #heads: Int32Array
  readonly #chain: Int32Array

  constructor(ids: Int32Array, n: number) {
    const size = 2 ** Math.ceil(Math.log2(ids.length * 8 + 1)) // so that few share a slot
    this.#mask = size - 1
    this.#heads = new Int32Array(size).fill(-1)
    this.#chain = new Int32Array(ids.length).fill(-1)
    eachNgram(ids, n, (at, hash) => {
      this.#chain[at] = this.first(hash)
      this.#heads[this.#slot(hash)] = at
    })
  }

  first(hash: number): number {
    return this.#heads[this.#slot(hash)]
  }

  after(place: number): number {
    return this.#chain[place]
  }

  #slot(hash: number): number {
    return (Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 8) & this.#mask
  }
}

const base = 0x01000193

/** Calls `visit` with the place and the rolling hash (Rabin and Karp 1987) of each n-gram. */
function eachNgram(
  ids: Int32Array | Uint16Array,
  n: number,
  visit: (at: number, hash: number) => void,
): void {
  let leaving = 1 // base to the n - 1
  for (let power = 1; power < n; power++) leaving = Math.imul(leaving, base)
  let hash = 0
  for (let place = 0; place < ids.length; place++) {
    if (place >= n) hash = (hash - Math.imul(ids[place - n] + 1, leaving)) | 0
    hash = (Math.imul(hash, base) + ids[place] + 1) | 0
    if (place >= n - 1) visit(place - n + 1, hash)
  }
}

function commonLength(
  one: Int32Array,
  from: number,
  other: Int32Array | Uint16Array,
  start: number,
): number {
  let length = 0
  while (
    from + length < one.length &&
    start + length < other.length &&
    one[from + length] === other[start + length]
  )
    length++
  return length
}
