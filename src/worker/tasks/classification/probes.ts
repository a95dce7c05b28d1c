// Validation rows whose inside is worth following through a training.
import type { Probe } from '#shared/domain/inside/timeline'
import type { DataOptions } from '#shared/experiment/data'
import type { EncodedDataset } from '../../text/encoded'
import { longestExcerpt } from '../../text/excerpt'
import { numbersOf } from '../../text/targets'
import { mostCandidates, pickProbes, type ProbeCandidate } from '../pick-probes'

/** Short rows of different labels; of long texts their beginnings, where there are no others. */
export function rowProbes(
  dataset: EncodedDataset,
  { labelSeparator }: Pick<DataOptions, 'labelSeparator'>,
  count: number,
): Probe[] {
  const candidates = candidatesOf(dataset, labelSeparator)
  const whole = candidates.filter(({ text }) => text.length < longestExcerpt)
  return pickProbes(whole.length > 0 ? whole : candidates, count)
}

function candidatesOf(dataset: EncodedDataset, separator: string): ProbeCandidate[] {
  const { excerpts, offsets, count } = dataset.validation
  return Array.from({ length: Math.min(count, mostCandidates) }, (_, row) => {
    const answer = answerOf(dataset, row, separator)
    return {
      text: excerpts.at(row) ?? '',
      answer,
      tokens: offsets[row + 1] - offsets[row],
      group: dataset.targets.kind === 'number' ? '' : answer,
    }
  })
}

/** A label, several as in a cell of the data, or a number. */
function answerOf(
  { labels, targets, validation }: EncodedDataset,
  row: number,
  separator: string,
): string {
  const label = validation.labels[row]
  switch (targets.kind) {
    case 'class':
      return labels[label]
    case 'number':
      return String(Number(numbersOf(validation.labels)[row].toPrecision(7)))
    case 'labels':
      return Array.from(targets.sets[label], (id) => labels[id]).join(separator)
  }
}
