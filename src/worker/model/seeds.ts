// Derives independent seeds from the experiment's one, so that every random thing has a stream of its own.

/** What a stream of random numbers is for; keeps equal indices of different uses apart. */
export const streams = { weights: 1, dropout: 2, order: 3, writing: 4 } as const

/** A 32-bit seed from `seed` and a path of whole numbers such as stream, layer and step. */
export function deriveSeed(seed: number, ...path: readonly number[]): number {
  return path.reduce((state, part) => mix(Math.imul(state, 31) + part), mix(seed))
}

// The finalizer of MurmurHash3: https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
function mix(value: number): number {
  let state = (value + 0x9e3779b9) | 0
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}
