// The order in which an epoch takes the training rows.
import type { Experiment } from '#shared/experiment/schema'
import { deriveSeed, streams } from '../model/seeds'
import { seededRandom, shuffledOrder } from '../text/random'

/** A function of the seed and the epoch alone, so that any epoch's order can be had again. */
export function rowOrder({ training }: Experiment, count: number, epoch: number): Int32Array {
  const { seed, shuffle } = training
  return shuffle
    ? shuffledOrder(count, seededRandom(deriveSeed(seed, streams.order, epoch)))
    : Int32Array.from({ length: count }, (_, index) => index)
}
