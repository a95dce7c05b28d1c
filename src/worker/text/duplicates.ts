// Counts rows that occur more than once, in bounded memory: exactly, or from a sample once there are very many.

/** Different rows up to which the count is exact. */
const mostExact = 2_000_000

/**
 * Takes the fingerprints of rows. When it holds too many it keeps only those that end in a zero bit, then in two, and so on,
 * and multiplies what it counts by 2, 4, ... (Gibbons 2001, "Distinct sampling"): a row and its copies stay or go together.
 */
export class DuplicateCounter {
  /** An open hash table; 0 is a free place. */
  #hashes = new Float64Array(2048)
  /** How many copies each has, beside itself. */
  #copies = new Uint32Array(2048)
  #held = 0
  #counted = 0
  /** How many zero bits a fingerprint has to end in. */
  #level = 0

  constructor(private readonly most = mostExact) {}

  /** Rows that occurred before; about, when `isEstimate`. */
  get count(): number {
    return this.#counted * 2 ** this.#level
  }

  get isEstimate(): boolean {
    return this.#level > 0
  }

  /** @param hash 53 bits, as `rowHash` gives */
  add(hash: number): void {
    const key = hash === 0 ? 1 : hash
    if (!this.#isSampled(key)) return
    const place = this.#placeOf(key)
    if (this.#hashes[place] === key) {
      this.#copies[place]++
      this.#counted++
      return
    }
    this.#hashes[place] = key
    if (++this.#held > this.most) this.#level++
    if (this.#held > this.most) this.#rebuild(this.#hashes.length)
    else if (2 * this.#held > this.#hashes.length) this.#rebuild(2 * this.#hashes.length)
  }

  #isSampled(key: number): boolean {
    return key % 2 ** this.#level === 0
  }

  /** Where a key is, or may be put. */
  #placeOf(key: number): number {
    const mask = this.#hashes.length - 1
    const mixed = Math.imul((key >>> 0) ^ (key / 4_294_967_296), 0x9e3779b1)
    let place = (mixed ^ (mixed >>> 15)) & mask
    while (this.#hashes[place] !== 0 && this.#hashes[place] !== key) place = (place + 1) & mask
    return place
  }

  #rebuild(room: number): void {
    const [hashes, copies] = [this.#hashes, this.#copies]
    this.#hashes = new Float64Array(room)
    this.#copies = new Uint32Array(room)
    this.#held = 0
    this.#counted = 0
    for (const [index, key] of hashes.entries()) {
      if (key === 0 || !this.#isSampled(key)) continue
      const place = this.#placeOf(key)
      this.#hashes[place] = key
      this.#copies[place] = copies[index]
      this.#held++
      this.#counted += copies[index]
    }
  }
}
