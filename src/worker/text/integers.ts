// A list of integers that grows, without the memory that an array of numbers takes.

export class IntegerList {
  #values = new Int32Array(1024)
  #length = 0

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
