// What races and exams are called at the beginning of a sentence.
import type { ExamRequest } from '#shared/domain/inside/exam'
import type { RaceRequest } from '#shared/domain/inside/race'

export function raceTitle({ name }: Pick<RaceRequest, 'name'>): string {
  return `The race "${name}"`
}

export function examTitle({ task }: Pick<ExamRequest, 'task'>): string {
  return `An exam of the ${task} task`
}
