// The scores of an exam as the lines of a chart, a line for each cell over the lengths, and as CSV.
import { formatScore, formatShare } from '#shared/domain/format'
import { cells } from '#shared/domain/inside/cells'
import { examTaskWords } from '#shared/domain/inside/exam-words'
import { csvField, csvNumber, csvOf } from '../../../charts/csv-text'
import type { ChartLine, LineAxes, Reference } from '../../../charts/lines/lines'
import type { ShownExam } from '../../../state/exam.svelte'

/** A line for each cell that has a score. Its colour is the same in every exam. */
export function examLines({ request, scores }: ShownExam): readonly ChartLine[] {
  return request.cells.flatMap((cell) => {
    const own = scores.filter((score) => score.cell === cell).sort((a, b) => a.length - b.length)
    const points = own.map(({ length, score }) => ({ x: length, y: score }))
    return points.length > 0 ? [{ name: cell, colorIndex: cells.indexOf(cell), points }] : []
  })
}

/** Lengths stand evenly, since they double from one to the next. */
export function examAxes({ request }: Pick<ShownExam, 'request'>): LineAxes {
  const { lengthOf, scoreOf } = examTaskWords[request.task]
  return {
    xTitle: capitalized(lengthOf),
    yTitle: `Share of ${scoreOf}`,
    isEven: true,
    yLimits: { min: 0, max: 1 },
    tickWords: formatShare,
    valueWords: (score) => formatScore(score),
  }
}

/** What guessing reaches; null without a score. */
export function guessing({ scores }: Pick<ShownExam, 'scores'>): Reference | null {
  return scores.length > 0 ? { name: 'guessing', y: scores[0].chance } : null
}

function capitalized(words: string): string {
  return words[0].toUpperCase() + words.slice(1)
}

/** The scores as CSV. */
export function examCsv({ request, scores }: ShownExam): string {
  const head = ['task', 'cell', 'length', 'score', 'chance', 'solved', 'loss', 'steps', 'seconds']
  return csvOf([
    head,
    ...scores.map((one) => [
      csvField(request.task),
      csvField(one.cell),
      csvNumber(one.length),
      csvNumber(one.score),
      csvNumber(one.chance),
      String(one.isSolved),
      csvNumber(one.loss),
      csvNumber(one.steps),
      csvNumber(one.seconds),
    ]),
  ])
}
