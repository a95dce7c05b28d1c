// A trigram model with interpolated Kneser-Ney smoothing (Kneser and Ney 1995; Chen and Goodman 1999, section 2.7).
import { PairTable } from './pair-table'

/** A probability, and the most probable token at that place. */
export interface Guess {
  readonly probability: number
  readonly best: number
}

/** What an order knows of its contexts: how much was counted after each, and how many different tokens. */
interface Contexts {
  readonly totals: Float64Array
  readonly kinds: Float64Array
}

interface Best {
  readonly ids: Int32Array
  readonly probabilities: Float64Array
}

/** Counts; `finish` makes a model of them. */
export class TrigramCounts {
  readonly pairs = new PairTable()
  /** By the index of the pair before, and the token. */
  readonly triples = new PairTable()

  /** A token after the two before it. */
  add(before: number, last: number, token: number): void {
    this.triples.add(this.pairs.add(before, last), token)
  }

  /**
   * @param vocabulary ids are less than this
   * @param possible how many of them can come up as a token
   */
  finish(vocabulary: number, possible: number): Trigram {
    return new Trigram(this, vocabulary, possible)
  }
}

/** Probabilities of tokens after two others. Those of all possible tokens sum to 1. */
export class Trigram {
  readonly #pairs: PairTable
  readonly #triples: PairTable
  /** By pair of last and token: after how many different tokens it occurred. */
  readonly #after: PairTable
  readonly #unigrams: Float64Array
  readonly #ofPairs: Contexts
  readonly #ofTokens: Contexts
  readonly #discounts: { readonly pair: number; readonly triple: number }
  readonly #bestOfToken: Best
  readonly #bestOfPair: Best
  readonly #best: number

  constructor({ pairs, triples }: TrigramCounts, vocabulary: number, possible: number) {
    this.#pairs = pairs
    this.#triples = triples
    this.#after = continuations(pairs, triples)
    this.#unigrams = unigrams(this.#after, vocabulary, possible)
    this.#ofPairs = contextsOf(triples, pairs.size)
    this.#ofTokens = contextsOf(this.#after, vocabulary)
    this.#discounts = { pair: discountOf(this.#after), triple: discountOf(triples) }
    this.#best = indexOfLargest(this.#unigrams)
    this.#bestOfToken = this.#findBestOfTokens(vocabulary)
    this.#bestOfPair = this.#findBestOfPairs()
  }

  /** The probability of `token` after two others, and what would be most probable there. */
  guess(before: number, last: number, token: number): Guess {
    const pair = this.#pairs.find(before, last)
    if (pair < 0 || this.#ofPairs.totals[pair] === 0) {
      return { probability: this.#afterOne(last, token), best: this.#bestOfToken.ids[last] }
    }
    const probability = this.#afterTwo(pair, last, token)
    return { probability, best: this.#bestOfPair.ids[pair] }
  }

  #afterTwo(pair: number, last: number, token: number): number {
    const index = this.#triples.find(pair, token)
    const count = index < 0 ? 0 : this.#triples.count(index)
    return interpolate(
      ...([count, this.#discounts.triple, this.#ofPairs, pair] as const),
      this.#afterOne(last, token),
    )
  }

  #afterOne(last: number, token: number): number {
    if (this.#ofTokens.totals[last] === 0) return this.#unigrams[token]
    const index = this.#after.find(last, token)
    const count = index < 0 ? 0 : this.#after.count(index)
    return interpolate(
      ...([count, this.#discounts.pair, this.#ofTokens, last] as const),
      this.#unigrams[token],
    )
  }

  // Among tokens that never followed, the one that is best with a shorter context is best.
  #findBestOfTokens(vocabulary: number): Best {
    const best = newBest(vocabulary)
    for (let last = 0; last < vocabulary; last++)
      offer(best, last, this.#best, this.#afterOne(last, this.#best))
    for (let index = 0; index < this.#after.size; index++) {
      const [last, token] = [this.#after.first(index), this.#after.second(index)]
      offer(best, last, token, this.#afterOne(last, token))
    }
    return best
  }

  #findBestOfPairs(): Best {
    const best = newBest(this.#pairs.size)
    for (let pair = 0; pair < this.#pairs.size; pair++) {
      const last = this.#pairs.second(pair)
      const token = this.#bestOfToken.ids[last]
      if (this.#ofPairs.totals[pair] > 0)
        offer(best, pair, token, this.#afterTwo(pair, last, token))
    }
    for (let index = 0; index < this.#triples.size; index++) {
      const [pair, token] = [this.#triples.first(index), this.#triples.second(index)]
      offer(best, pair, token, this.#afterTwo(pair, this.#pairs.second(pair), token))
    }
    return best
  }
}

/** The count less the discount, and what was discounted given to the shorter context. */
function interpolate(
  count: number,
  discount: number,
  { totals, kinds }: Contexts,
  context: number,
  shorter: number,
): number {
  const kept = Math.max(0, count - discount)
  return (kept + discount * kinds[context] * shorter) / totals[context]
}

function continuations(pairs: PairTable, triples: PairTable): PairTable {
  const after = new PairTable()
  for (let index = 0; index < triples.size; index++)
    after.add(pairs.second(triples.first(index)), triples.second(index))
  return after
}

/** By token: in how many different places it occurred, as a share, with a little for each that never did. */
function unigrams(after: PairTable, vocabulary: number, possible: number): Float64Array {
  const places = new Float64Array(vocabulary)
  for (let index = 0; index < after.size; index++) places[after.second(index)]++
  const discount = 0.5
  const kinds = places.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  const spare = (discount * kinds) / possible
  return places.map((count) => (Math.max(0, count - discount) + spare) / Math.max(1, after.size))
}

function contextsOf(table: PairTable, contexts: number): Contexts {
  const totals = new Float64Array(contexts)
  const kinds = new Float64Array(contexts)
  for (let index = 0; index < table.size; index++) {
    totals[table.first(index)] += table.count(index)
    kinds[table.first(index)]++
  }
  return { totals, kinds }
}

/** n1 / (n1 + 2 n2), of how many pairs occurred once and twice (Ney et al. 1994). */
function discountOf(table: PairTable): number {
  let once = 0
  let twice = 0
  for (let index = 0; index < table.size; index++) {
    if (table.count(index) === 1) once++
    if (table.count(index) === 2) twice++
  }
  return once === 0 ? 0.5 : once / (once + 2 * twice)
}

function newBest(size: number): Best {
  return { ids: new Int32Array(size), probabilities: new Float64Array(size).fill(-1) }
}

function offer({ ids, probabilities }: Best, context: number, token: number, probability: number) {
  if (probability <= probabilities[context]) return
  ids[context] = token
  probabilities[context] = probability
}

/** The first of the largest. */
export function indexOfLargest(values: Float64Array): number {
  let best = 0
  for (const [index, value] of values.entries()) if (value > values[best]) best = index
  return best
}
