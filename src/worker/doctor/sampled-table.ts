// Two small numbers for each of very many fingerprints, in bounded memory: of all, or of a sample once there are too many.

/** Different fingerprints up to which all are held; 32 MB. */
const mostHeld = 1_000_000

/**
 * An open hash table. When it holds too many it keeps only fingerprints that end in a zero bit, then in two, and so on
 * (Gibbons 2001, "Distinct sampling"); what is counted has to be multiplied by `weight`.
 */
export class SampledTable {
  /** 0 is a free place. */
  #keys = new Float64Array(2048)
  #first = new Int32Array(2048)
  #second = new Int32Array(2048)
  #held = 0
  #level = 0

  constructor(private readonly most = mostHeld) {}

  /** For how many each one that is held stands. */
  get weight(): number {
    return 2 ** this.#level
  }

  /**
   * The numbers of a fingerprint, both 0 when it is new; null when it is not in the sample.
   * @param hash 53 bits, as `rowHash` gives
   */
  get(hash: number): readonly [number, number] | null {
    if (!this.#isSampled(hash)) return null
    const place = this.#placeOf(hash)
    return [this.#first[place], this.#second[place]]
  }

  /** Numbers from -2^31 up to 2^31. */
  set(hash: number, first: number, second: number): void {
    if (!this.#isSampled(hash)) return
    const place = this.#placeOf(hash)
    if (this.#keys[place] === 0) this.#held++
    this.#keys[place] = keyOf(hash)
    this.#first[place] = first
    this.#second[place] = second
    if (this.#held > this.most) {
      this.#level++
      this.#rebuild(this.#keys.length)
    } else if (2 * this.#held > this.#keys.length) this.#rebuild(2 * this.#keys.length)
  }

  /** The numbers of all that are held. */
  *values(): Generator<readonly [number, number]> {
    for (const [place, key] of this.#keys.entries())
      if (key !== 0) yield [this.#first[place], this.#second[place]]
  }

  #isSampled(hash: number): boolean {
    return keyOf(hash) % this.weight === 0
  }

  #placeOf(hash: number): number {
    const key = keyOf(hash)
    const mask = this.#keys.length - 1
    const mixed = Math.imul((key >>> 0) ^ (key / 4_294_967_296), 0x9e3779b1)
    let place = (mixed ^ (mixed >>> 15)) & mask
    while (this.#keys[place] !== 0 && this.#keys[place] !== key) place = (place + 1) & mask
    return place
  }

  #rebuild(room: number): void {
    const [keys, first, second] = [this.#keys, this.#first, this.#second]
    this.#keys = new Float64Array(room)
    this.#first = new Int32Array(room)
    this.#second = new Int32Array(room)
    this.#held = 0
    for (const [index, key] of keys.entries()) {
      if (key === 0 || !this.#isSampled(key)) continue
      const place = this.#placeOf(key)
      this.#keys[place] = key
      this.#first[place] = first[index]
      this.#second[place] = second[index]
      this.#held++
    }
  }
}

function keyOf(hash: number): number {
  return hash === 0 ? 1 : hash
}
