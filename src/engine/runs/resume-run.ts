// Takes up a run that has ended: what it can go on from, and its folder set back to there.
import { join } from 'node:path'
import { betterOf, headlineNameOf, headlineOf, type HeadlineName } from '#shared/domain/headline'
import { isAtEnd } from '#shared/domain/position'
import type { Checkpoint, RunRecord } from '#shared/domain/run'
import { withResumeSettings, type ResumeSettings } from '#shared/experiment/resume-settings'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { resetCheckpoints } from './checkpoint-index'
import { cutMetrics, readMetrics, type Metrics } from './read-metrics'
import { readCheckpoints, readExperiment, readRecord, runFiles } from './run-files'
import { isLockAlive } from './run-lock'
import { cutSamples } from './samples-file'
import { writeJson } from '../../files/write-file'

export interface ResumePlan {
  readonly folder: string
  /** As it was when the run ended. */
  readonly record: RunRecord
  /** With the epochs that it is to train now. */
  readonly experiment: Experiment
  /** Oldest first; never empty. */
  readonly checkpoints: readonly Checkpoint[]
  /** What it is to be trained with otherwise than before. */
  readonly settings: ResumeSettings
}

export interface TakenUp {
  readonly record: RunRecord
  readonly checkpoints: readonly Checkpoint[]
  readonly metrics: Metrics
}

/**
 * Looks whether a run can go on, and changes nothing. `run-unreadable` when there is nothing to go on from,
 * `experiment-invalid` when no epoch is left or a setting may not change, `busy` when somebody trains it.
 *
 * @param settings what it is to be trained with otherwise than before, e.g. more epochs
 */
export async function planResume(
  folder: string,
  settings: ResumeSettings,
): Promise<Result<ResumePlan>> {
  const record = await readRecord(folder)
  if (!record.ok) return record
  const experiment = await readExperiment(folder)
  if (!experiment.ok) return experiment
  const checkpoints = await readCheckpoints(folder)
  if (!checkpoints.ok) return checkpoints
  const changed = withResumeSettings(experiment.value, settings)
  if (!changed.ok) return changed
  const refused =
    (await trained(folder, record.value)) ??
    nothingLeft(record.value, checkpoints.value, changed.value.training.epochs)
  if (refused) return refused
  return success({
    folder,
    record: record.value,
    experiment: changed.value,
    checkpoints: checkpoints.value,
    settings,
  })
}

/**
 * Sets the folder back to a checkpoint and marks the run as running; the lock is the caller's. Whenever this is
 * broken off, the run can be taken up again: a checkpoint that counts always has its metrics.
 */
export async function takeUp(plan: ResumePlan, checkpoint: Checkpoint): Promise<Result<TakenUp>> {
  const { folder, experiment } = plan
  const checkpoints = plan.checkpoints.slice(0, plan.checkpoints.indexOf(checkpoint) + 1)
  const path = join(folder, runFiles.metrics)
  const failed =
    (await resetCheckpoints(folder, checkpoints)) ??
    (await cutMetrics(path, checkpoint.step, checkpoint.epoch)) ??
    (await cutSamples(join(folder, runFiles.samples), checkpoint))
  if (failed) return failed
  const metrics = await readMetrics(path)
  if (!metrics.ok) return metrics
  const record = resumedRecord(plan, checkpoint, metrics.value)
  const unwritten =
    (await writeJson(join(folder, runFiles.experiment), experiment)) ??
    (await writeJson(join(folder, runFiles.record), record))
  return unwritten ?? success({ record, checkpoints, metrics: metrics.value })
}

function resumedRecord(
  { record, experiment }: ResumePlan,
  { step, epoch, stepInEpoch, stepsPerEpoch }: Checkpoint,
  { epochs, steps }: Metrics,
): RunRecord {
  const name = headlineNameOf(experiment)
  const accuracies = epochs.map((one) => one.valAccuracy)
  const scores = epochs.map((one) => headlineOf(name, one))
  return {
    ...record,
    state: 'running',
    finishedAt: null,
    message: null,
    resumed: record.resumed + 1,
    plannedEpochs: experiment.training.epochs,
    epochs: epochs.at(-1)?.epoch ?? 0,
    lastValAccuracy: finite(accuracies.at(-1)),
    bestValAccuracy: bestOf('valAccuracy', accuracies),
    headline: { name, best: bestOf(name, scores), last: finite(scores.at(-1)) },
    seconds: finite(steps.seconds.at(-1)) ?? record.seconds,
    position: { step, epoch, stepInEpoch, stepsPerEpoch },
  }
}

function bestOf(name: HeadlineName, values: readonly number[]): number | null {
  return values.reduce<number | null>((best, value) => betterOf(name, best, value), null)
}

/** JSON has no NaN, which is what numbers that were not measured are. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}

async function trained(folder: string, { name }: RunRecord): Promise<Failure | null> {
  if (!(await isLockAlive(folder))) return null
  return failure(
    'busy',
    `"${name}" is training now, here or in another process. Stop it there first.`,
  )
}

function nothingLeft(
  { name, state, message }: RunRecord,
  checkpoints: readonly Checkpoint[],
  epochs: number,
): Failure | null {
  const newest = checkpoints.at(-1)
  if (!newest) {
    const because = state === 'failed' && message ? ` It failed: ${message}` : ''
    return failure(
      'run-unreadable',
      `"${name}" has no checkpoint to go on from. Train it again from the start.${because}`,
    )
  }
  if (!isAtEnd(newest, epochs)) return null
  const done = newest.epoch - 1
  return failure(
    'experiment-invalid',
    `"${name}" has already trained ${done} ${done === 1 ? 'epoch' : 'epochs'}. To go on, ask for more than ${done}.`,
  )
}
