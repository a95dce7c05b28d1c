// A list of integers that grows without being copied, so that it never takes more than it holds.

const blockBits = 16
const blockSize = 2 ** blockBits

export class NumberBlocks {
  readonly #blocks: Int32Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    const place = this.#length % blockSize
    if (place === 0) this.#blocks.push(new Int32Array(blockSize))
    this.#blocks[this.#length >>> blockBits][place] = value
    this.#length++
  }

  /** At an index that is taken. */
  at(index: number): number {
    return this.#blocks[index >>> blockBits][index % blockSize]
  }

  toArray(): Int32Array {
    const all = new Int32Array(this.#length)
    for (const [index, block] of this.#blocks.entries()) {
      const start = index * blockSize
      all.set(block.subarray(0, Math.min(blockSize, this.#length - start)), start)
    }
    return all
  }
}
