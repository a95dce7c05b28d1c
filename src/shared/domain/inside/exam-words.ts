// What a memory exam is called and what it shows, in words; the same in the window and the terminal.
import type { Cell } from './cells'
import type { Exam, ExamScore, ExamTask } from './exam'
import { addingTask } from './exam-tasks/adding'

export interface ExamTaskWords {
  readonly title: string
  /** What is read and what is asked. */
  readonly question: string
  /** What an exam's length is, after a number. */
  readonly lengthOf: string
  /** What the score counts. */
  readonly scoreOf: string
  readonly source: string
}

const hochreiter = 'Hochreiter and Schmidhuber, 1997, doi.org/10.1162/neco.1997.9.8.1735'

export const examTaskWords: Readonly<Record<ExamTask, ExamTaskWords>> = {
  copy: {
    title: 'Copy',
    question:
      'Three letters, then a wait. After the question mark: write the three in their order.',
    lengthOf: 'steps of waiting',
    scoreOf: 'letters that are right',
    source: 'Arjovsky, Shah and Bengio, 2016, arxiv.org/abs/1511.06464',
  },
  adding: {
    title: 'Adding',
    question:
      'A number at each step, one marked in each half. What do the two marked ones add up to?',
    lengthOf: 'numbers',
    scoreOf: `sums within ${addingTask.tolerance}`,
    source: hochreiter,
  },
  recall: {
    title: 'Delayed recall',
    question: 'One letter in the first half is written large. At the end: which one was it?',
    lengthOf: 'letters',
    scoreOf: 'answers that are right',
    source: hochreiter,
  },
  brackets: {
    title: 'Brackets',
    question:
      'Is every bracket closed again, and in order? Those that are wrong have one bracket turned.',
    lengthOf: 'brackets',
    scoreOf: 'answers that are right',
    source: 'Dyck words; wrong ones differ in one bracket',
  },
}

/** How far a cell gets: the longest length up to which it solves all that were asked; null: not even the shortest. */
export function reachOf(scores: readonly ExamScore[], cell: Cell): number | null {
  const own = scores.filter((score) => score.cell === cell).sort((a, b) => a.length - b.length)
  const failed = own.findIndex(({ isSolved }) => !isSolved)
  return (failed === -1 ? own.at(-1) : own[failed - 1])?.length ?? null
}

/** For example "LSTM and GRU solve it up to 80 letters, SimpleRNN up to 20."; of an exam without scores an empty text. */
export function examSentence({ request, scores }: Pick<Exam, 'request' | 'scores'>): string {
  const [first, ...others] = reaches(request.cells, scores)
  if (!first) return ''
  const { lengthOf } = examTaskWords[request.task]
  const verb = first.cells.length === 1 ? 'solves' : 'solve'
  if (first.reach === 0) return `${namesOf(first.cells)} ${verb} it at no length.`
  const rest = others.map(
    ({ cells, reach }) => `${namesOf(cells)} ${reach === 0 ? 'at no length' : `up to ${reach}`}`,
  )
  return `${[`${namesOf(first.cells)} ${verb} it up to ${first.reach} ${lengthOf}`, ...rest].join(', ')}.`
}

/** The cells that were examined by how far they get, the furthest first; 0: at no length. */
function reaches(
  cells: readonly Cell[],
  scores: readonly ExamScore[],
): { reach: number; cells: Cell[] }[] {
  const byReach = new Map<number, Cell[]>()
  for (const cell of cells) {
    if (!scores.some((score) => score.cell === cell)) continue
    const reach = reachOf(scores, cell) ?? 0
    byReach.set(reach, [...(byReach.get(reach) ?? []), cell])
  }
  return [...byReach]
    .map(([reach, reached]) => ({ reach, cells: reached }))
    .sort((a, b) => b.reach - a.reach)
}

function namesOf(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
