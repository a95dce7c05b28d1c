// The probability of each class as bars.
import { formatScore } from '#shared/domain/format'
import type { ClassPrediction } from '#shared/domain/prediction'
import type { Bar } from '../../ui/Bars.svelte'

/** Of few classes in their order, so that bars keep their places; of more the most probable first. */
export function classBars(
  prediction: Pick<ClassPrediction, 'label' | 'probabilities'> | null,
  names: readonly string[],
): readonly Bar[] {
  if (!prediction) return names.map((label) => ({ label, share: 0, text: '–' }))
  const bars = prediction.probabilities.map(({ label, probability }) => ({
    label,
    share: probability,
    text: formatScore(probability, 2),
    strong: label === prediction.label,
  }))
  return bars.length <= 8 ? bars : bars.toSorted((one, other) => other.share - one.share)
}
