// chrF of written texts: how many of their runs of up to six characters stand in the references.
import { commonRuns } from './bleu'

const orders = [1, 2, 3, 4, 5, 6]
/** How much more a missing run counts than one too many. */
const beta = 2

export interface TextPair {
  readonly written: string
  readonly reference: string
}

/**
 * Corpus chrF2, 0 to 1, white space left out (Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation"),
 * as sacrebleu counts it by default: precision and recall are means over the lengths of runs that occur, of all pairs together.
 * NaN without pairs.
 */
export function corpusChrf(pairs: Iterable<TextPair>): number {
  const right = orders.map(() => 0)
  const written = orders.map(() => 0)
  const wanted = orders.map(() => 0)
  let count = 0
  for (const pair of pairs) {
    count++
    const [one, other] = [charactersOf(pair.written), charactersOf(pair.reference)]
    for (const [index, order] of orders.entries()) {
      right[index] += commonRuns(one, other, order)
      written[index] += Math.max(0, one.length - order + 1)
      wanted[index] += Math.max(0, other.length - order + 1)
    }
  }
  if (count === 0) return Number.NaN
  const used = orders
    .map((_, index) => index)
    .filter((index) => written[index] > 0 && wanted[index] > 0)
  if (used.length === 0) return written[0] === wanted[0] ? 1 : 0
  const mean = (totals: readonly number[]): number =>
    used.reduce((sum, index) => sum + right[index] / totals[index], 0) / used.length
  return scoreOf(mean(written), mean(wanted))
}

function scoreOf(precision: number, recall: number): number {
  if (precision + recall === 0) return 0
  const factor = beta ** 2
  return ((1 + factor) * precision * recall) / (factor * precision + recall)
}

function charactersOf(text: string): string[] {
  return Array.from(text.replace(/\s+/gu, ''))
}
