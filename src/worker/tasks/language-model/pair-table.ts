// Counts pairs of small whole numbers, in little memory: a pair gets an index in the order of first occurrence.

/** A free place. */
const none = -1

export class PairTable {
  /** An open hash table of indices. */
  #places = new Int32Array(1024).fill(none)
  #firsts = new Int32Array(512)
  #seconds = new Int32Array(512)
  #counts = new Int32Array(512)
  #size = 0

  /** How many different pairs there are. */
  get size(): number {
    return this.#size
  }

  /** Counts a pair once more and gives its index. */
  add(first: number, second: number): number {
    const place = this.#placeOf(first, second)
    const known = this.#places[place]
    if (known !== none) {
      this.#counts[known]++
      return known
    }
    const index = this.#size++
    this.#places[place] = index
    this.#firsts[index] = first
    this.#seconds[index] = second
    this.#counts[index] = 1
    if (this.#size === this.#firsts.length) this.#grow()
    return index
  }

  /** The index of a pair; -1 when it never occurred. */
  find(first: number, second: number): number {
    return this.#places[this.#placeOf(first, second)]
  }

  first(index: number): number {
    return this.#firsts[index]
  }

  second(index: number): number {
    return this.#seconds[index]
  }

  count(index: number): number {
    return this.#counts[index]
  }

  #placeOf(first: number, second: number): number {
    const mask = this.#places.length - 1
    let mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second + 1, 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
    let place = (mixed ^ (mixed >>> 13)) & mask
    for (let index = this.#places[place]; index !== none; index = this.#places[place]) {
      if (this.#firsts[index] === first && this.#seconds[index] === second) break
      place = (place + 1) & mask
    }
    return place
  }

  #grow(): void {
    const room = 2 * this.#firsts.length
    this.#firsts = enlarged(this.#firsts, room)
    this.#seconds = enlarged(this.#seconds, room)
    this.#counts = enlarged(this.#counts, room)
    this.#places = new Int32Array(2 * room).fill(none)
    for (let index = 0; index < this.#size; index++)
      this.#places[this.#placeOf(this.#firsts[index], this.#seconds[index])] = index
  }
}

function enlarged(values: Int32Array, room: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(room)
  larger.set(values)
  return larger
}
