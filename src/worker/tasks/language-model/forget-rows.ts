// Now and then a row of a batch begins anew, so that a network also learns to begin, as it has to when it writes.
import { tf } from '../../backend'
import type { NetworkState } from '../../generation/forward-from-state'
import { seededRandom } from '../../text/random'

/**
 * Melis et al. 2018, "On the state of the art of evaluation in neural language models", take 0.01; epochs here are few.
 * Without it, zeros come up once an epoch: after the first one a network of 256 units is lost when it begins with them,
 * and stays so for thousands of characters.
 */
const chance = 0.05

/** Which rows forget their state before a step; the same for the same seed. */
export function drawForgotten(rows: number, seed: number): readonly boolean[] {
  const random = seededRandom(seed)
  return Array.from({ length: rows }, () => random() < chance)
}

/** The state with zeros in these rows. Call it inside a tidy. */
export function forgetRows(state: NetworkState, forgotten: readonly boolean[]): NetworkState {
  if (!forgotten.includes(true)) return state
  const kept = tf.tensor2d(
    forgotten.map((is) => (is ? 0 : 1)),
    [forgotten.length, 1],
  )
  return state.map((layer) => layer.map((tensor) => tf.mul(tensor, kept)))
}
