// An example of an exam's task for people, the same every time.
import type { ExamTask } from '../exam'
import type { ExamExample } from './exam-task'
import { examTaskRules } from './tasks'

/** The example of a length for a seed. */
export function exampleOf(task: ExamTask, length: number, seed: number): ExamExample {
  const rules = examTaskRules[task]
  return rules.show(rules.draw(length, linearRandom(seed)))
}

// Good enough to look at; what is trained on comes from the trainer's own. Constants of Numerical Recipes.
function linearRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
