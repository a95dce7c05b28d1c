// Draws the next token from a model's logits: repetition penalty, temperature, top-k, top-p, in this order. Loops go by index
// because there are tens of thousands of tokens to choose from each time, and iterators take several times as long.
import type { Sampling } from '#shared/domain/generation'

/** A number in [0, 1). */
export type Random = () => number

export interface Candidates {
  /** Ids that may be drawn; all others never are. */
  readonly isAllowed: (id: number) => boolean
  /** Ids that occurred, for the repetition penalty. */
  readonly seen: Iterable<number>
}

/**
 * Softmax: the model's own probabilities.
 * @param logits [vocabulary]
 * @returns [vocabulary], sums to 1
 */
export function softmax(logits: Float32Array): Float32Array {
  let highest = -Infinity
  for (const logit of logits) if (logit > highest) highest = logit
  const values = new Float32Array(logits.length)
  let total = 0
  for (let id = 0; id < values.length; id++) total += values[id] = Math.exp(logits[id] - highest)
  for (let id = 0; id < values.length; id++) values[id] /= total
  return values
}

/**
 * The id of the next token; -1 when none may be drawn.
 * @param logits [vocabulary]
 * @param random asked once, and not at all at temperature 0
 */
export function drawToken(
  logits: Float32Array,
  sampling: Omit<Sampling, 'seed'>,
  { isAllowed, seen }: Candidates,
  random: Random,
): number {
  const scores = logits.map((logit, id) => (isAllowed(id) ? logit : -Infinity))
  penalize(scores, seen, sampling.repetitionPenalty)
  const best = indexOfLargest(scores)
  if (sampling.temperature === 0 || best < 0) return best
  // Relative to the best one, so that a low temperature cannot overflow.
  const weights = scores.map((score) => Math.exp((score - scores[best]) / sampling.temperature))
  keepMostProbable(weights, sampling.topK, sampling.topP)
  return drawWeighted(weights, random, best)
}

/** The most probable ids that are allowed, best first. */
export function mostProbable(
  probabilities: Float32Array | Float64Array,
  count: number,
  isAllowed: (id: number) => boolean,
): number[] {
  const best: number[] = []
  for (let id = 0; id < probabilities.length; id++) {
    const probability = probabilities[id]
    const last = best[best.length - 1]
    if (best.length >= count && !(probability > probabilities[last])) continue
    if (count === 0 || !isAllowed(id)) continue
    let place = best.length
    while (place > 0 && probability > probabilities[best[place - 1]]) place--
    best.splice(place, 0, id)
    if (best.length > count) best.pop()
  }
  return best
}

// Keskar et al. 2019, CTRL, section 4.1; negative logits are multiplied, as Hugging Face's transformers does.
function penalize(scores: Float32Array, seen: Iterable<number>, penalty: number): void {
  if (penalty === 1) return
  for (const id of seen) {
    const score = scores[id]
    if (score !== undefined) scores[id] = score > 0 ? score / penalty : score * penalty
  }
}

/** Sets all but the `topK` largest to 0, and of these all that come after the first that make up `topP` together. */
function keepMostProbable(weights: Float32Array, topK: number | null, topP: number | null): void {
  if ((topK === null || topK >= weights.length) && (topP === null || topP === 1)) return
  // Sorting the values alone is many times faster than sorting ids by them.
  const falling = weights.toSorted().reverse()
  const count = countWithin(falling.subarray(0, topK ?? falling.length), topP ?? 1)
  const least = falling[count - 1]
  let ties = count - falling.indexOf(least) // how many that weigh as much as the last are kept
  for (let id = 0; id < weights.length; id++) {
    const isKept = weights[id] > least || (weights[id] === least && ties-- > 0)
    if (!isKept) weights[id] = 0
  }
}

/** How many of the first of `falling` make up the share, at least one. */
function countWithin(falling: Float32Array, share: number): number {
  if (share === 1) return falling.length
  const wanted = share * falling.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  const last = falling.findIndex((weight) => (sum += weight) >= wanted)
  return last < 0 ? falling.length : last + 1
}

/** An index with a probability in proportion to its weight; `otherwise` where rounding leaves none. */
function drawWeighted(weights: Float32Array, random: Random, otherwise: number): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0)
  for (let id = 0; id < weights.length; id++) {
    left -= weights[id]
    if (left < 0) return id
  }
  return otherwise
}

function indexOfLargest(scores: Float32Array): number {
  let best = -1
  for (let id = 0; id < scores.length; id++) {
    if (scores[id] > (best < 0 ? -Infinity : scores[best])) best = id
  }
  return best
}
