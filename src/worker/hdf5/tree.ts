// What an HDF5 file holds, as far as the lab writes and reads it: groups with texts as attributes, and arrays of 32-bit numbers.

export interface Hdf5Array {
  readonly shape: readonly number[]
  /** Row by row. */
  readonly values: Float32Array
}

/** A group that is to be written; what it holds is written in the order given. */
export interface Hdf5Group {
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>
  readonly groups?: Readonly<Record<string, Hdf5Group>>
  readonly arrays?: Readonly<Record<string, Hdf5Array>>
}

/** A file that was read. Paths begin with `/`, and `/` itself is the root. */
export interface Hdf5Content {
  /** Texts by path and name; attributes of other kinds are left out. */
  readonly attributes: ReadonlyMap<string, ReadonlyMap<string, string | readonly string[]>>
  readonly arrays: ReadonlyMap<string, Hdf5Array>
}
