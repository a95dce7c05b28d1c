// Validation pairs whose inside is worth following through a training.
import type { Probe } from '#shared/domain/inside/timeline'
import { mostCandidates, pickProbes, type ProbeCandidate } from '../pick-probes'
import type { PairDataset } from './data/load-pairs'

/** Short pairs with different lengths; the answer is the target text. */
export function pairProbes({ source, target, validation }: PairDataset, count: number): Probe[] {
  const candidates = Array.from(validation.subarray(0, mostCandidates), (row): ProbeCandidate => {
    const tokens = source.sequences.lengthOf(row)
    const answer = target.texts.at(row) ?? null
    return { text: source.texts.at(row) ?? '', answer, tokens, group: String(tokens) }
  })
  return pickProbes(candidates, count)
}
