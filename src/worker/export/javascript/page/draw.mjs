// Draws the next token from logits as the lab does, so that the same seed writes the same text: temperature, then top-k.
import { softmax } from '../network/activations.mjs'

/**
 * { id, probability, alternatives } of the next token; id is -1 when none may be drawn. isAllowed says which ids may;
 * random gives a number from 0 to 1 and is not asked at temperature 0.
 */
export function nextToken(logits, { temperature, topK, random }, isAllowed) {
  const probabilities = logits.slice()
  softmax(probabilities)
  const told = (id) => ({ id, probability: probabilities[id] })
  const scores = logits.map((logit, id) => (isAllowed(id) ? logit : -Infinity))
  const alternatives = mostProbable(scores, 5).map(told)
  return { ...told(draw(scores, temperature, topK, random)), alternatives }
}

function draw(scores, temperature, topK, random) {
  const best = indexOfLargest(scores)
  if (temperature === 0 || best < 0) return best
  // Relative to the best one, so that a low temperature cannot overflow.
  const weights = scores.map((score) => Math.exp((score - scores[best]) / temperature))
  if (topK !== null && topK < weights.length) keepLargest(weights, topK)
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0)
  for (let id = 0; id < weights.length; id++) {
    left -= weights[id]
    if (left < 0) return id
  }
  return best
}

function keepLargest(weights, count) {
  const falling = weights.slice().sort().reverse()
  const least = falling[count - 1]
  let ties = count - falling.indexOf(least)
  for (let id = 0; id < weights.length; id++) {
    const isKept = weights[id] > least || (weights[id] === least && ties-- > 0)
    if (!isKept) weights[id] = 0
  }
}

export function indexOfLargest(scores) {
  let best = -1
  for (let id = 0; id < scores.length; id++)
    if (scores[id] > (best < 0 ? -Infinity : scores[best])) best = id
  return best
}

/** The ids of the largest scores that are not -Infinity, the largest first. */
export function mostProbable(scores, count) {
  const best = []
  for (let id = 0; id < scores.length; id++) {
    if (scores[id] === -Infinity) continue
    if (best.length >= count && !(scores[id] > scores[best[best.length - 1]])) continue
    let place = best.length
    while (place > 0 && scores[id] > scores[best[place - 1]]) place--
    best.splice(place, 0, id)
    if (best.length > count) best.pop()
  }
  return best
}

/** Numbers from 0 to 1 that a seed and the place in the text repeat; as in the lab. */
export function randomAt(seed, place) {
  // Keeps writing apart from the lab's other random numbers.
  const writing = 4
  let state = mix(seed)
  for (const part of [writing, place]) state = mix(Math.imul(state, 31) + part)
  return mulberry(state)
}

// The finalizer of MurmurHash3.
function mix(value) {
  let state = (value + 0x9e3779b9) | 0
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}

// mulberry32 by Tommy Ettinger (public domain).
function mulberry(seed) {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
