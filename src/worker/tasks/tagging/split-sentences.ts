// Sets sentences aside to validate on: drawn with the seed, or the last ones.
import type { DataOptions } from '#shared/experiment/data'
import { seededRandom, shuffledOrder } from '../../text/random'
import type { Split } from '../../text/split'

/**
 * Both parts in the order of the data.
 * @param count all sentences, at least 2
 */
export function splitSentences(
  count: number,
  { validationSplit, validationRows }: Pick<DataOptions, 'validationSplit' | 'validationRows'>,
  seed: number,
): Split {
  const wanted = Math.round(count * validationSplit)
  const kept = count - Math.max(1, Math.min(wanted, count - 1))
  const order =
    validationRows === 'last'
      ? Int32Array.from({ length: count }, (_, index) => index)
      : shuffledOrder(count, seededRandom(seed))
  return { training: order.slice(0, kept).sort(), validation: order.slice(kept).sort() }
}

/** The parts of data whose last sentences come from a file to validate on. */
export function splitAt(training: number, count: number): Split {
  const order = Int32Array.from({ length: count }, (_, index) => index)
  return { training: order.slice(0, training), validation: order.slice(training) }
}
