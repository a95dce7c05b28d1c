// A list of integers that grows, without the memory that an array of numbers takes.

export class IntegerList {
  #values: Int32Array
  #length = 0

  /** @param room how many are expected */
  constructor(room = 1024) {
    this.#values = new Int32Array(room)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow(this.#length + 1)
    this.#values[this.#length++] = value
  }

  append(values: Int32Array): void {
    const length = this.#length + values.length
    if (length > this.#values.length) this.#grow(length)
    this.#values.set(values, this.#length)
    this.#length = length
  }

  at(index: number): number {
    return this.#values[index]
  }

  /** Changes the value at an index that is taken. */
  set(index: number, value: number): void {
    this.#values[index] = value
  }

  /** Everything so far, not copied: valid until the next push. */
  view(from = 0, to = this.#length): Int32Array {
    return this.#values.subarray(from, to)
  }

  /** A copy of everything so far. */
  toArray(): Int32Array {
    return this.#values.slice(0, this.#length)
  }

  #grow(wanted: number): void {
    const larger = new Int32Array(Math.max(wanted, this.#values.length * 2))
    larger.set(this.#values)
    this.#values = larger
  }
}
