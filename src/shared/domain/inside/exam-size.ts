// What an exam would need in memory, so that one that is too large is refused before it begins.
import type { ExamRequest } from './exam'
import { examTaskRules } from './exam-tasks/tasks'
import { formatCount } from '../format'

/** Numbers of one state over a batch of sequences: some ten such arrays are kept for the way back through time. */
const mostNumbers = 20_000_000

/** A sentence on why the exam is too large, with what to change; null when it fits. */
export function findExamProblem(
  request: Pick<ExamRequest, 'task' | 'lengths' | 'units' | 'batchSize'>,
): string | null {
  const { task, lengths, units, batchSize } = request
  const longest = Math.max(...lengths)
  const numbers = examTaskRules[task].steps(longest) * units * batchSize
  if (numbers <= mostNumbers) return null
  return `An exam of ${formatCount(longest)} steps with ${formatCount(units)} units and batches of ${formatCount(batchSize)} needs too much memory. Take shorter lengths, fewer units or a smaller batch.`
}
