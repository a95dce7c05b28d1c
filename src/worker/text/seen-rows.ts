// Tells whether a row occurred before, exactly, up to a bound on the rows that are remembered.

/** 128 MB of fingerprints at the most, twice that while the table grows. */
const mostRemembered = 8_000_000

/** Remembers the fingerprints of the first rows; of later ones only those that are copies of these are noticed. */
export class SeenRows {
  /** An open hash table; 0 is a free place. */
  #hashes = new Float64Array(2048)
  #held = 0
  #copies = 0

  constructor(private readonly most = mostRemembered) {}

  /** Rows that occurred before. */
  get copies(): number {
    return this.#copies
  }

  /** Whether there were more different rows than are remembered. */
  get isFull(): boolean {
    return this.#held >= this.most
  }

  /**
   * Whether the row occurred before; remembers it.
   * @param hash 53 bits, as `rowHash` gives
   */
  add(hash: number): boolean {
    const key = hash === 0 ? 1 : hash
    const place = this.#placeOf(key)
    if (this.#hashes[place] === key) {
      this.#copies++
      return true
    }
    if (this.isFull) return false
    this.#hashes[place] = key
    if (2 * ++this.#held > this.#hashes.length) this.#grow()
    return false
  }

  /** Where a key is, or may be put. */
  #placeOf(key: number): number {
    const mask = this.#hashes.length - 1
    const mixed = Math.imul((key >>> 0) ^ (key / 4_294_967_296), 0x9e3779b1)
    let place = (mixed ^ (mixed >>> 15)) & mask
    while (this.#hashes[place] !== 0 && this.#hashes[place] !== key) place = (place + 1) & mask
    return place
  }

  #grow(): void {
    const hashes = this.#hashes
    this.#hashes = new Float64Array(2 * hashes.length)
    for (const key of hashes) if (key !== 0) this.#hashes[this.#placeOf(key)] = key
  }
}
