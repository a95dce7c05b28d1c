// Creates a run folder: complete from the moment that it can be seen.
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { headlineNameOf } from '#shared/domain/headline'
import { summarizeModel } from '#shared/domain/model-summary'
import { runFormat, type RunGroup, type RunRecord } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import { success, type Failure, type Result } from '#shared/protocol/result'
import { runFiles } from './run-files'
import { createRunId } from './run-id'
import { removeLock, writeLock } from './run-lock'
import { makeFolders } from '../../files/make-folders'
import { writeFailure, writeJson } from '../../files/write-file'

/** What a run is filed under: the group it belongs to and what was set for it there. */
export interface Filing {
  readonly group: RunGroup | null
  readonly settings: RunRecord['settings']
}

export const unfiled: Filing = { group: null, settings: {} }

/**
 * Creates the folder of a run that is about to train, inside `parent`.
 * It is filled under a name with a dot, which nobody lists, and then renamed.
 */
export async function createRun(
  parent: string,
  experiment: Experiment,
  filing: Filing = unfiled,
): Promise<Result<{ record: RunRecord; folder: string }>> {
  const record = newRecord(createRunId(experiment.name), experiment, filing)
  const folder = join(parent, record.id)
  const draft = join(parent, `.new-${record.id}`)
  const failed = await fill(draft, folder, record, experiment)
  if (!failed) return success({ record, folder })
  await rm(draft, { recursive: true, force: true }).catch(() => undefined)
  return failed
}

/** Keeps an experiment whose turn came and which could not begin, as a run that failed for the reason given. */
export async function createFailedRun(
  parent: string,
  experiment: Experiment,
  filing: Filing,
  reason: string,
): Promise<Failure | null> {
  const created = await createRun(parent, experiment, filing)
  if (!created.ok) return created
  const { record, folder } = created.value
  const finishedAt = new Date().toISOString()
  const failed: RunRecord = { ...record, state: 'failed', finishedAt, message: reason }
  const unwritten = await writeJson(join(folder, runFiles.record), failed)
  await removeLock(folder)
  return unwritten
}

async function fill(
  draft: string,
  folder: string,
  record: RunRecord,
  experiment: Experiment,
): Promise<Failure | null> {
  const summary = { format: 'unroll-summary/1', ...summarizeModel(experiment) }
  try {
    await makeFolders(draft)
    const failed =
      (await writeLock(draft)) ??
      (await writeJson(join(draft, runFiles.experiment), experiment)) ??
      (await writeJson(join(draft, runFiles.summary), summary)) ??
      (await writeJson(join(draft, runFiles.record), record))
    if (failed) return failed
    await rename(draft, folder)
    return null
  } catch (error) {
    return writeFailure(folder, error)
  }
}

function newRecord(id: string, experiment: Experiment, { group, settings }: Filing): RunRecord {
  return {
    format: runFormat,
    id,
    name: experiment.name,
    state: 'running',
    task: experiment.task,
    createdAt: new Date().toISOString(),
    finishedAt: null,
    epochs: 0,
    plannedEpochs: experiment.training.epochs,
    seconds: 0,
    seed: experiment.training.seed,
    bestValAccuracy: null,
    lastValAccuracy: null,
    headline: { name: headlineNameOf(experiment), best: null, last: null },
    kept: null,
    position: null,
    resumed: 0,
    group,
    settings,
    parameters: summarizeModel(experiment).total,
    environment: null,
    message: null,
  }
}
