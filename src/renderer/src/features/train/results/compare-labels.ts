// Sets the labels that a text has beside those that were predicted.
import type { MultiLabelEvaluation } from '#shared/domain/evaluation'

export interface ComparedLabel {
  readonly label: string
  readonly verdict: 'right' | 'missed' | 'added'
  /** Beside the label, for those that are not right. */
  readonly words: string
}

/** Right ones first, then those that were missed, then those that are not the text's. */
export function compareLabels({
  actual,
  predicted,
}: Pick<MultiLabelEvaluation['wrong'][number], 'actual' | 'predicted'>): ComparedLabel[] {
  const right = actual.filter((label) => predicted.includes(label))
  const missed = actual.filter((label) => !predicted.includes(label))
  const added = predicted.filter((label) => !actual.includes(label))
  return [
    ...right.map((label) => ({ label, verdict: 'right', words: '' }) as const),
    ...missed.map((label) => ({ label, verdict: 'missed', words: 'was missed' }) as const),
    ...added.map((label) => ({ label, verdict: 'added', words: 'is not its label' }) as const),
  ]
}
