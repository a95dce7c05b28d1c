// The result on validation or other rows for people: scores beside the baselines, and who was taken for whom.
import type { Baseline } from '#shared/domain/dataset'
import { formatCount, formatScore, plural } from '#shared/domain/format'
import type { Evaluation } from '#shared/domain/run'
import { formatTable } from './table'

/** Accuracy, loss and macro F1, each baseline's accuracy beside it. */
export function formatResult(evaluation: Evaluation, baselines: readonly Baseline[]): string {
  return formatTable(
    [
      { title: `On ${plural(evaluation.rows, 'row')}` },
      { title: 'Accuracy', align: 'right' },
      { title: 'Loss', align: 'right' },
    ],
    [
      ['This network', formatScore(evaluation.accuracy), formatScore(evaluation.loss)],
      ...baselines.map(({ title, accuracy, loss }) => [
        title,
        formatScore(accuracy),
        formatScore(loss),
      ]),
    ],
  )
}

const mostClasses = 12

/** The confusion matrix; of many classes only their scores. */
export function formatConfusion(evaluation: Evaluation): string {
  const { labels, confusion, classes } = evaluation
  const small = labels.length <= mostClasses
  const counts = small ? labels.map((label) => ({ title: label, align: 'right' as const })) : []
  return formatTable(
    [
      { title: small ? 'Actual \\ predicted' : 'Class' },
      ...counts,
      { title: 'Precision', align: 'right' },
      { title: 'Recall', align: 'right' },
      { title: 'F1', align: 'right' },
    ],
    classes.map(({ label, precision, recall, f1 }, row) => [
      label,
      ...(small ? confusion[row].map(formatCount) : []),
      formatScore(precision),
      formatScore(recall),
      formatScore(f1),
    ]),
  )
}
