// In which order sentences go through the network, so that those of like length share a batch and little is padded.
import type { Experiment } from '#shared/experiment/schema'
import { deriveSeed, streams } from '../../model/seeds'
import { seededRandom, shuffledOrder } from '../../text/random'
import { rowOrder } from '../../training/row-order'
import type { Sentences } from './sentences'

/** So many batches are drawn at a time and sorted by length; more would always put the same sentences together. */
const batchesAtOnce = 50

/**
 * The sentences of an epoch. Drawn ones are sorted by length, some batches' worth at a time, and the batches come in a
 * drawn order with the one that is not full last. A function of the seed and the epoch alone.
 */
export function sentenceOrder(
  experiment: Experiment,
  sentences: Sentences,
  epoch: number,
): Int32Array {
  const { batchSize, shuffle, seed } = experiment.training
  const drawn = rowOrder(experiment, sentences.count, epoch)
  if (!shuffle) return drawn
  for (let from = 0; from < drawn.length; from += batchesAtOnce * batchSize)
    sortByLength(drawn.subarray(from, from + batchesAtOnce * batchSize), sentences)
  const full = Math.floor(drawn.length / batchSize)
  // Another draw than that of the rows, which has the same epoch.
  const batches = shuffledOrder(full, seededRandom(deriveSeed(seed, streams.order, epoch, 1)))
  const order = Int32Array.from(drawn)
  for (const [place, batch] of batches.entries())
    order.set(drawn.subarray(batch * batchSize, (batch + 1) * batchSize), place * batchSize)
  return order
}

/** Sentences in groups of one length, none of them larger than `most`; shorter ones first. */
export function groupsOfLength(sentences: Sentences, most: number): Int32Array[] {
  const order = Int32Array.from({ length: sentences.count }, (_, index) => index)
  sortByLength(order, sentences)
  const groups: Int32Array[] = []
  for (let from = 0; from < order.length;) {
    const length = sentences.lengthOf(order[from])
    let to = from + 1
    while (to < order.length && to - from < most && sentences.lengthOf(order[to]) === length) to++
    groups.push(order.subarray(from, to))
    from = to
  }
  return groups
}

function sortByLength(order: Int32Array, sentences: Sentences): void {
  order.sort((one, other) => sentences.lengthOf(one) - sentences.lengthOf(other) || one - other)
}
