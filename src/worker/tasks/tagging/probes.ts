// Validation sentences whose inside is worth following through a training.
import type { Probe } from '#shared/domain/inside/timeline'
import { mostCandidates, pickProbes, type ProbeCandidate } from '../pick-probes'
import type { TaggedDataset } from './load'

/** Short sentences with different numbers of tags; the answer is the tag of the last token. */
export function sentenceProbes({ labels, validation }: TaggedDataset, count: number): Probe[] {
  const length = Math.min(validation.count, mostCandidates)
  const candidates = Array.from({ length }, (_, sentence): ProbeCandidate => {
    const { tags } = validation.read(sentence)
    return {
      text: validation.wordsOf(sentence).join(' '),
      answer: labels[tags[tags.length - 1]] ?? null,
      tokens: tags.length,
      group: String(new Set(tags).size),
    }
  })
  return pickProbes(candidates, count)
}
