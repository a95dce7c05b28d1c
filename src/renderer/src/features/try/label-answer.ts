// The answer of a model of several labels as bars and in a sentence.
import { formatScore } from '#shared/domain/format'
import type { LabelsPrediction } from '#shared/domain/prediction'
import type { Bar } from '../../ui/Bars.svelte'

/** A bar for each label; when there are more than `most`, for the most probable. */
export function labelBars(
  prediction: Pick<LabelsPrediction, 'labels' | 'probabilities'> | null,
  names: readonly string[],
  most: number,
): readonly Bar[] {
  if (!prediction)
    return names.slice(0, most).map((label) => ({ label, share: 0, text: '–', strong: false }))
  const all = prediction.probabilities
  const shown =
    all.length <= most
      ? all
      : all.toSorted((one, other) => other.probability - one.probability).slice(0, most)
  return shown.map(({ label, probability }) => ({
    label,
    share: probability,
    text: formatScore(probability, 2),
    strong: prediction.labels.includes(label),
  }))
}

/** "clean, quiet", or that there is none. */
export function labelsInWords({ labels }: Pick<LabelsPrediction, 'labels'>): string {
  return labels.length === 0 ? 'no label' : labels.join(', ')
}
