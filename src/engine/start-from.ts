// Finds the run that an experiment starts from, and makes the experiment one that fits it.
import { basename, isAbsolute } from 'node:path'
import type { Experiment } from '#shared/experiment/schema'
import { startingFrom } from '#shared/experiment/start-from'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { Grants } from './grants'
import { hasModel } from './runs/run-item'
import { readExperiment, readRecord } from './runs/run-files'

/** The folder of a run of the store, by its id. */
export type FindRun = (id: string) => Promise<Result<string>>

/**
 * The experiment with `training.startFrom` as the run's absolute path and that run's text options where it leaves them open; as it is when
 * it starts from initial weights. Fails with `experiment-invalid` when there is no such run or it does not fit, `not-granted`, or
 * `run-unreadable`.
 */
export async function withStart(
  experiment: Experiment,
  findRun: FindRun,
  grants: Grants,
): Promise<Result<Experiment>> {
  const { startFrom } = experiment.training
  if (startFrom === null) return success(experiment)
  const folder = isAbsolute(startFrom) ? success(startFrom) : await findRun(startFrom)
  if (!folder.ok) return refused(folder.message)
  const denied = await grants.check(folder.value, 'read')
  if (denied) return denied
  const start = await readStart(folder.value)
  if (!start.ok) return start
  const fitting = startingFrom(experiment, start.value, basename(folder.value))
  if (!fitting.ok) return fitting
  const { training } = fitting.value
  return success({ ...fitting.value, training: { ...training, startFrom: folder.value } })
}

async function readStart(folder: string): Promise<Result<Experiment>> {
  const record = await readRecord(folder)
  if (!record.ok) return refused(record.message)
  if (!(await hasModel(folder)))
    return refused(`the run "${basename(folder)}" has no model yet, so nothing can start from it.`)
  return readExperiment(folder)
}

function refused(message: string): Failure {
  const path = 'training.startFrom'
  return failure('experiment-invalid', `${path}: ${message}`, [{ path, message }])
}
