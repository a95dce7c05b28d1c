// The result on validation or other rows for people: scores beside the baselines, and what was taken for what.
import type { Baseline } from '#shared/domain/dataset'
import type {
  ClassificationEvaluation,
  Evaluation,
  RegressionEvaluation,
  Seq2seqEvaluation,
  TaggingEvaluation,
} from '#shared/domain/evaluation'
import { formatCount, formatScore, plural } from '#shared/domain/format'
import { baselineCell, measuredOn, scoresOf } from './scores'
import { formatTable } from './table'

/**
 * The scores that fit the task, each baseline's beside them.
 *
 * @param on begins the table, before what was measured on
 */
export function formatResult(
  evaluation: Evaluation,
  baselines: readonly Baseline[],
  on = 'On',
): string {
  const scores = scoresOf(evaluation)
  return formatTable(
    [
      { title: `${on} ${measuredOn(evaluation)}` },
      ...scores.map(({ title }) => ({ title, align: 'right' as const })),
    ],
    [
      ['This network', ...scores.map(({ value }) => formatScore(value))],
      ...baselines.map((baseline) => [
        baseline.title,
        ...scores.map((score) => baselineCell(score, baseline)),
      ]),
    ],
  )
}

/** What else there is to say, in blocks with an empty line between them; empty when there is nothing. */
export function formatDetails(evaluation: Evaluation): string {
  return blocksOf(evaluation)
    .filter((block) => block !== '')
    .join('\n\n')
}

function blocksOf(evaluation: Evaluation): string[] {
  switch (evaluation.kind) {
    case 'classification':
      return [formatConfusion(evaluation)]
    case 'multi-label':
      return [formatClasses('Label', evaluation.classes)]
    case 'regression':
      return [formatFarthest(evaluation)]
    case 'tagging':
      return [
        formatConfusion(evaluation),
        evaluation.entities ? formatClasses('Entity', evaluation.entities.types) : '',
        formatSentences(evaluation),
      ]
    case 'language-model':
      return []
    case 'seq2seq':
      return [formatExamples(evaluation)]
  }
}

const mostClasses = 12

/** The confusion matrix; of many classes only their scores. */
function formatConfusion(evaluation: ClassificationEvaluation | TaggingEvaluation): string {
  const { labels, confusion, classes } = evaluation
  if (labels.length > mostClasses) return formatClasses('Class', classes)
  return formatTable(
    [
      { title: 'Actual \\ predicted' },
      ...labels.map((label) => ({ title: label, align: 'right' as const })),
      ...scoreColumns,
    ],
    classes.map((one, row) => [one.label, ...confusion[row].map(formatCount), ...scoreCells(one)]),
  )
}

type ClassScores = ClassificationEvaluation['classes'][number]

function formatClasses(title: string, classes: readonly ClassScores[]): string {
  if (classes.length === 0) return ''
  return formatTable(
    [{ title }, { title: 'Count', align: 'right' }, ...scoreColumns],
    classes.map((one) => [one.label, formatCount(one.support), ...scoreCells(one)]),
  )
}

const scoreColumns = [
  { title: 'Precision', align: 'right' },
  { title: 'Recall', align: 'right' },
  { title: 'F1', align: 'right' },
] as const

function scoreCells({ precision, recall, f1 }: ClassScores): string[] {
  return [formatScore(precision), formatScore(recall), formatScore(f1)]
}

/** Of examples: so many, and so many characters of each. */
const shownExamples = 5
const shownCharacters = 60

function formatFarthest({ wrong }: RegressionEvaluation): string {
  if (wrong.length === 0) return ''
  return formatTable(
    [
      { title: 'Actual', align: 'right' },
      { title: 'Predicted', align: 'right' },
      { title: 'Farthest off' },
    ],
    wrong
      .slice(0, shownExamples)
      .map(({ actual, predicted, text }) => [
        formatScore(actual),
        formatScore(predicted),
        shortened(text),
      ]),
  )
}

/** Each token with its tag; where that is wrong, what it should be stands behind it in brackets. */
function formatSentences({ sentences }: TaggingEvaluation): string {
  const withErrors = sentences.filter((sentence) =>
    sentence.some(({ actual, predicted }) => actual !== predicted),
  )
  if (withErrors.length === 0) return ''
  const lines = withErrors
    .slice(0, shownExamples)
    .map(
      (sentence) =>
        `  ${sentence
          .map(({ token, actual, predicted }) =>
            actual === predicted ? `${token}/${actual}` : `${token}/${predicted}[${actual}]`,
          )
          .join(' ')}`,
    )
  return ['Sentences with errors (token/tag, the right tag in brackets):', ...lines].join('\n')
}

function formatExamples({ examples, written }: Seq2seqEvaluation): string {
  if (examples.length === 0) return ''
  const table = formatTable(
    [{ title: 'Source' }, { title: 'Target' }, { title: 'Written' }, { title: '' }],
    examples
      .slice(0, shownExamples)
      .map(({ source, target, written: own, isRight }) => [
        shortened(source),
        shortened(target),
        shortened(own),
        isRight ? '' : 'wrong',
      ]),
  )
  return `${table}\nExact match and chrF are of ${plural(written, 'pair')} that the network wrote by itself.`
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters - 1)}…` : line
}
