// Random numbers that a seed repeats exactly, on every machine.
import { atOnce, type Pieces } from './in-turns'

/**
 * A source of numbers in [0, 1). The same seed gives the same numbers.
 * mulberry32 by Tommy Ettinger (public domain), as in https://github.com/bryc/code/blob/master/jshash/PRNGs.md
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The numbers 0 to count - 1 in a random order (Fisher-Yates). */
export function shuffledOrder(count: number, random: () => number): Int32Array {
  return atOnce(shuffling(count, random))
}

/** Swaps between two stops: memory is visited at random, so millions take a while. */
const swapsAtOnce = 250_000

/** As `shuffledOrder`, in pieces. */
export function* shuffling(count: number, random: () => number): Pieces<Int32Array> {
  const order = new Int32Array(count)
  for (let index = 0; index < count; index++) order[index] = index
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const kept = order[last]
    order[last] = order[other]
    order[other] = kept
    if (last % swapsAtOnce === 0) yield
  }
  return order
}
