// Writes a text by beam search: several candidates are followed at once, and the best whole one is taken.
import { tf } from '../../../backend'
import type { Vocabulary } from '../../../text/vocabulary'
import { decode, encode, type Encoded, type Network } from '../network/network'
import { kept, lastLogits } from './write-greedily'
import { gatherEncoded, neverWritten, scoreOf, tensorsOf, type Written } from './written'

export interface BeamOptions {
  readonly beams: number
  /** The most tokens to write. */
  readonly limit: number
}

/** A candidate under way. */
interface Candidate extends Written {
  /** Sum of the log probabilities. */
  readonly total: number
}

/**
 * At most `beams` texts for a source, the best first. Candidates are compared by their mean log probability, so that longer
 * texts are not at a disadvantage (Wu et al. 2016, equation 14 with a length penalty of 1). Leaves no tensors behind.
 * @param ids of the source
 */
export function writeBeams(
  network: Network,
  vocabulary: Vocabulary,
  ids: Int32Array,
  { beams, limit }: BeamOptions,
): readonly Written[] {
  let encoded = kept(() => encode(network, tf.tensor2d(ids, [1, ids.length], 'int32'), false))
  let active: Candidate[] = [{ ids: [], probabilities: [], attention: null, total: 0 }]
  const whole: Candidate[] = []
  try {
    while (active.length > 0 && whole.length < beams) {
      const step = expand(network, vocabulary, encoded, active, beams)
      tf.dispose(tensorsOf(encoded))
      encoded = step.encoded
      const isWhole = (one: Candidate): boolean =>
        one.ids.at(-1) === vocabulary.end || one.ids.length >= limit
      whole.push(...step.candidates.filter(isWhole))
      const places = [...step.candidates.keys()].filter((place) => !isWhole(step.candidates[place]))
      active = places.map((place) => step.candidates[place])
      if (active.length > 0) {
        const all = encoded
        encoded = kept(() => gatherEncoded(all, tf.tensor1d(places, 'int32')))
        tf.dispose(tensorsOf(all))
      }
    }
  } finally {
    tf.dispose(tensorsOf(encoded))
  }
  return [...whole, ...active].sort((one, other) => scoreOf(other) - scoreOf(one)).slice(0, beams)
}

interface Expanded {
  /** The most probable continuations of all candidates. */
  readonly candidates: readonly Candidate[]
  /** What each of them goes on from. */
  readonly encoded: Encoded
}

function expand(
  network: Network,
  vocabulary: Vocabulary,
  encoded: Encoded,
  active: readonly Candidate[],
  beams: number,
): Expanded {
  const before = active.map(({ ids }) => ids.at(-1) ?? vocabulary.start ?? 0)
  let expanded: Expanded | undefined
  tf.tidy(() => {
    const input = tf.tensor2d(before, [before.length, 1], 'int32')
    const { logits, states, weights } = decode(network, input, encoded, false)
    const flat = lastLogits(logits)
    const allowed = tf.add(tf.logSoftmax(flat), neverWritten(vocabulary, flat.shape[1]))
    const best = tf.topk(allowed, Math.min(beams, vocabulary.size))
    const [scores, ids] = [best.values.dataSync(), best.indices.dataSync()]
    const width = best.values.shape[1] ?? 0
    const rows = weights && splitRows(weights.dataSync<'float32'>(), active.length)
    const found = active.flatMap((candidate, row) =>
      Array.from({ length: width }, (_, rank) => {
        const at = row * width + rank
        return { row, candidate: goneOn(candidate, ids[at], scores[at], rows?.[row] ?? null) }
      }),
    )
    found.sort((one, other) => other.candidate.total - one.candidate.total)
    const taken = found.slice(0, beams)
    const places = tf.tensor1d(
      taken.map(({ row }) => row),
      'int32',
    )
    const next = gatherEncoded({ states, memory: encoded.memory }, places)
    for (const tensor of tensorsOf(next)) tf.keep(tensor)
    expanded = { candidates: taken.map(({ candidate }) => candidate), encoded: next }
  })
  if (!expanded) throw new Error('the step gave nothing')
  return expanded
}

function goneOn(
  before: Candidate,
  id: number,
  log: number,
  weights: Float32Array | null,
): Candidate {
  return {
    ids: [...before.ids, id],
    probabilities: [...before.probabilities, Math.exp(log)],
    attention: weights && [...(before.attention ?? []), weights],
    total: before.total + log,
  }
}

function splitRows(values: Float32Array, rows: number): Float32Array[] {
  const width = values.length / rows
  return Array.from({ length: rows }, (_, row) => values.slice(row * width, (row + 1) * width))
}
