// What the exam's view says of an exam, and an example that fits on its card.
import type { Exam } from '#shared/domain/inside/exam'
import { reachOf } from '#shared/domain/inside/exam-words'
import type { ShownExam } from '../../../state/exam.svelte'

/** Signs at the beginning and the end of an example that is folded. */
const shownFirst = 30
const shownLast = 12

/** An example's input with its middle left out where it is long. */
export function folded(input: string): string {
  const parts = input.includes(' ') ? input.split(' ') : [...input]
  if (parts.length <= shownFirst + shownLast + 1) return input
  const glue = input.includes(' ') ? ' ' : ''
  const left = parts.length - shownFirst - shownLast
  const [first, last] = [parts.slice(0, shownFirst), parts.slice(-shownLast)]
  return `${first.join(glue)} … ${left} more … ${last.join(glue)}`
}

/** What one learns from an exam in which a gated cell reached further; null where none did. */
export function lessonOf({ request, scores }: ShownExam): string | null {
  const reach = (cell: 'SimpleRNN' | 'LSTM' | 'GRU') =>
    request.cells.includes(cell) ? (reachOf(scores, cell) ?? 0) : null
  const [simple, lstm, gru] = [reach('SimpleRNN'), reach('LSTM'), reach('GRU')]
  const gated = Math.max(lstm ?? 0, gru ?? 0)
  if (simple === null || gated <= simple) return null
  return 'SimpleRNN writes its whole state anew at every step, so what it read fades and so does the gradient that would teach it to keep it. A gate can hold a number over many steps as it is.'
}

/** How an exam ended, where that has to be said. */
export function endOf({ state, message }: Pick<Exam, 'state' | 'message'>): string | null {
  switch (state) {
    case 'done':
      return null
    case 'stopped':
      return 'It was stopped before its last score.'
    case 'running':
      return 'It did not come to its end.'
    case 'failed':
      return message ?? 'It failed.'
  }
}
