// The tasks of the memory exam by name.
import type { ExamTask } from '../exam'
import { addingTask } from './adding'
import { bracketsTask } from './brackets'
import { copyTask } from './copy'
import type { ExamTaskRules } from './exam-task'
import { recallTask } from './recall'

export const examTaskRules: Readonly<Record<ExamTask, ExamTaskRules>> = {
  copy: copyTask,
  adding: addingTask,
  recall: recallTask,
  brackets: bracketsTask,
}
