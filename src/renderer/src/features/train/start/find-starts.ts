// The runs that an experiment can start from.
import type { RunListItem } from '#shared/domain/run'
import type { Task } from '#shared/experiment/schema'

/** Runs of a task with a model, whose name or a tag has what is searched for. */
export function findStarts(
  runs: readonly RunListItem[],
  task: Task,
  search: string,
): readonly RunListItem[] {
  const wanted = search.trim().toLowerCase()
  return runs.filter(
    (run) =>
      run.task === task &&
      run.hasModel &&
      [run.name, ...run.tags].some((words) => words.toLowerCase().includes(wanted)),
  )
}
