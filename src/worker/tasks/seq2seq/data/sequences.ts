// Token ids of texts, in memory or in a temporary file, read by row.
import type { Integers } from '../../../text/storage/integers'

export class Sequences {
  constructor(
    private readonly ids: Integers,
    /** Row i is ids[offsets[i]] up to ids[offsets[i + 1]]. */
    private readonly offsets: Float64Array,
  ) {}

  get count(): number {
    return this.offsets.length - 1
  }

  lengthOf(row: number): number {
    return this.offsets[row + 1] - this.offsets[row]
  }

  at(row: number): Int32Array {
    return this.ids.subarray(this.offsets[row], this.offsets[row + 1])
  }

  get longest(): number {
    let most = 0
    for (let row = 0; row < this.count; row++) most = Math.max(most, this.lengthOf(row))
    return most
  }
}
