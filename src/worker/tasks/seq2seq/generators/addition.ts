// Makes sums and their results, as in "Learning to Execute" (Zaremba and Sutskever 2014).
import { seededRandom } from '../../../text/random'
import type { Pair } from '../data/pair'

/**
 * Pairs such as "315+48" and "363", the same for the same seed. No two numbers are added twice, in whichever order, so that
 * validation rows are sums that were not trained on. Where there are fewer sums than rows, all of them.
 * @param digits the most that a number has
 */
export function* addition(rows: number, digits: number, seed: number): Generator<Pair> {
  const random = seededRandom(seed)
  const numbers = 10 ** digits
  const all = (numbers * (numbers + 1)) / 2
  const seen = new Set<number>()
  while (seen.size < Math.min(rows, all)) {
    const one = Math.floor(random() * numbers)
    const other = Math.floor(random() * numbers)
    // Not one place for each pair: that goes past 2^53. Two sums of 9 digits that share a place are one the fewer.
    const place = Math.min(one, other) * numbers + Math.max(one, other)
    if (seen.has(place)) continue
    seen.add(place)
    yield { source: `${one}+${other}`, target: String(one + other) }
  }
}
