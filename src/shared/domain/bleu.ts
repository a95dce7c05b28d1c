// BLEU of written texts: how many of their runs of up to four words stand in the references.

const orders = [1, 2, 3, 4]

/** A text that was written and the one it should be, cut into words. */
export interface WordPair {
  readonly written: readonly string[]
  readonly reference: readonly string[]
}

/**
 * Corpus BLEU, 0 to 1, without smoothing (Papineni et al. 2002, "BLEU: a method for automatic evaluation of machine
 * translation"): the geometric mean of the shares of runs of 1 to 4 words that are right, times a penalty where less is written
 * than there is in the references. Runs longer than anything written are left out. NaN without pairs.
 */
export function corpusBleu(pairs: Iterable<WordPair>): number {
  const right = orders.map(() => 0)
  const all = orders.map(() => 0)
  const words = { written: 0, reference: 0 }
  let count = 0
  for (const { written, reference } of pairs) {
    count++
    words.written += written.length
    words.reference += reference.length
    for (const [index, order] of orders.entries()) {
      right[index] += commonRuns(written, reference, order)
      all[index] += Math.max(0, written.length - order + 1)
    }
  }
  if (count === 0) return Number.NaN
  const used = orders.length - all.filter((runs) => runs === 0).length
  if (used === 0) return words.reference === 0 ? 1 : 0
  const logs = right.slice(0, used).map((runs, index) => Math.log(runs / all[index]))
  const mean = logs.reduce((sum, log) => sum + log, 0) / used
  return brevityPenalty(words.written, words.reference) * Math.exp(mean)
}

function brevityPenalty(written: number, reference: number): number {
  return written >= reference ? 1 : Math.exp(1 - reference / written)
}

/** How many runs of so many items are in both, each as often as in the one where it is rarer. */
export function commonRuns(
  one: readonly string[],
  other: readonly string[],
  length: number,
): number {
  const left = new Map<string, number>()
  for (const run of runsOf(other, length)) left.set(run, (left.get(run) ?? 0) + 1)
  let common = 0
  for (const run of runsOf(one, length)) {
    const there = left.get(run) ?? 0
    if (there === 0) continue
    left.set(run, there - 1)
    common++
  }
  return common
}

function* runsOf(items: readonly string[], length: number): Generator<string> {
  for (let from = 0; from + length <= items.length; from++)
    yield items.slice(from, from + length).join('\u0000')
}
