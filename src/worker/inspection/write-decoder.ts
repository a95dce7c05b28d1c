// What an encoder-decoder writes by the reference implementation: each token the most probable one that may be written.
import { softmax } from '#shared/domain/reference/losses'
import type { ForwardOptions, ReferenceEncoderDecoder } from '#shared/domain/reference/types'
import { decodeStep, startDecoding } from '#shared/domain/reference/writing'
import { writingLimit, type Written } from '../tasks/seq2seq/writing/written'
import type { Vocabulary } from '../text/vocabulary'
import type { Subject } from './networks'

/** As `writeGreedily` does for one source. */
export function writeByReference(
  network: ReferenceEncoderDecoder,
  { experiment, targetVocabulary }: Subject,
  source: Int32Array,
  options: ForwardOptions,
): Written {
  if (!targetVocabulary) throw new Error('the run has no target vocabulary')
  const limit = writingLimit(experiment.text, source.length)
  const ids: number[] = []
  const probabilities: number[] = []
  const attention: Float32Array[] = []
  let state = startDecoding(network, source, options)
  let before = targetVocabulary.start ?? 0
  while (ids.length < limit && ids.at(-1) !== targetVocabulary.end) {
    const step = decodeStep(network, state, before, options)
    before = mostProbable(step.logits, targetVocabulary)
    ids.push(before)
    probabilities.push(softmax(step.logits)[before])
    if (step.attention) attention.push(Float32Array.from(step.attention))
    state = step.state
  }
  return { ids, probabilities, attention: attention.length === 0 ? null : attention }
}

/** Padding, the start and the unknown are not written, nor ids that stand for nothing. */
function mostProbable(logits: Float64Array, { start, unknown, size }: Vocabulary): number {
  let best = -1
  for (let id = 1; id < Math.min(size, logits.length); id++) {
    if (id === start || id === unknown) continue
    if (best < 0 || logits[id] > logits[best]) best = id
  }
  return Math.max(0, best)
}
