// A memory exam for people: its scores as a table of cells by lengths, and what it shows.
import { formatCount, formatScore } from '#shared/domain/format'
import type { Exam } from '#shared/domain/inside/exam'
import { examSentence, examTaskWords } from '#shared/domain/inside/exam-words'
import { formatTable } from './table'

/** What is asked, with an example. */
export function formatTask({ request, example }: Pick<Exam, 'request' | 'example'>): string {
  const { title, question } = examTaskWords[request.task]
  return `${title}: ${question}\nFor example: ${example.input}  ->  ${example.answer}`
}

/** Cells by lengths: the share that is right, with a star where the task is solved. */
export function formatScores({ request, scores }: Exam): string {
  const lengths = [...new Set(scores.map(({ length }) => length))].sort((a, b) => a - b)
  const { lengthOf, scoreOf } = examTaskWords[request.task]
  const table = formatTable(
    [
      { title: 'Cell' },
      ...lengths.map((length) => ({ title: formatCount(length), align: 'right' as const })),
    ],
    request.cells.map((cell) => [
      cell,
      ...lengths.map((length) => {
        const score = scores.find((one) => one.cell === cell && one.length === length)
        return score ? `${formatScore(score.score)}${score.isSolved ? '*' : ' '}` : ''
      }),
    ]),
  )
  const chance = formatScore(scores[0].chance)
  return `${table}\n\nShare of ${scoreOf} by ${lengthOf}; * solved; guessing reaches ${chance}.\n${examSentence({ request, scores })}`
}
