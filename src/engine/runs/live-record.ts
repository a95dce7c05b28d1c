// The record of a run as it stands: one that says "running" though nobody trains it any more is set right.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describePosition } from '#shared/domain/position'
import type { RunRecord } from '#shared/domain/run'
import { success, type Result } from '#shared/protocol/result'
import { readMetrics } from './read-metrics'
import { readCheckpoints, readExperiment, readRecord, readReport, runFiles } from './run-files'
import { isLockAlive, removeLock } from './run-lock'
import { writeJson } from '../../files/write-file'

/** `run.json`; a run that was cut off becomes `interrupted`, on the disk too. A paused one stays paused. */
export async function readLiveRecord(folder: string): Promise<Result<RunRecord>> {
  const read = await readRecord(folder)
  if (!read.ok || read.value.state !== 'running' || (await isLockAlive(folder))) return read
  // A process that finishes writes the record first and then takes its mark away, and one that takes the run up
  // again sets its mark first: look at both again.
  const again = await readRecord(folder)
  if (!again.ok || again.value.state !== 'running' || (await isLockAlive(folder))) return again
  const record = await asInterrupted(folder, again.value)
  // Where it cannot be written, e.g. on a read-only disk, it is told right all the same.
  await writeJson(join(folder, runFiles.record), record)
  await removeLock(folder)
  return success(record)
}

/** The record of a run that was cut off: when, and how far it had come. */
export async function asInterrupted(folder: string, record: RunRecord): Promise<RunRecord> {
  return {
    ...record,
    state: 'interrupted',
    finishedAt: await lastSign(folder),
    message: interruptedMessage(await lastStep(folder), await stepsPerEpoch(folder, record)),
  }
}

/** For example "Interrupted at epoch 3, batch 41 of 157."; 0 steps: before the first. */
export function interruptedMessage(step: number, stepsPerEpoch: number | null): string {
  if (step === 0) return 'Interrupted before the first batch.'
  if (stepsPerEpoch === null) return `Interrupted at step ${step}.`
  const epoch = Math.ceil(step / stepsPerEpoch)
  const stepInEpoch = step - (epoch - 1) * stepsPerEpoch
  return `Interrupted at ${describePosition({ step, epoch, stepInEpoch, stepsPerEpoch })}.`
}

/** The last step that the folder knows of. */
async function lastStep(folder: string): Promise<number> {
  const checkpoints = await readCheckpoints(folder)
  const saved = checkpoints.ok ? checkpoints.value.map(({ step }) => step) : []
  const metrics = await readMetrics(join(folder, runFiles.metrics))
  const { first, loss } = metrics.ok ? metrics.value.steps : { first: 1, loss: [] }
  return Math.max(0, ...saved, first + loss.length - 1)
}

/** Told by the last checkpoint; before there is one, it follows from the number of rows. Null before the data are read. */
async function stepsPerEpoch(folder: string, { position }: RunRecord): Promise<number | null> {
  if (position) return position.stepsPerEpoch
  const experiment = await readExperiment(folder)
  const report = await readReport(folder)
  if (!experiment.ok || !report.ok || !report.value) return null
  // Its rows are documents, and it goes through windows of them.
  if (experiment.value.task === 'language-model') return null
  const { trainingRows } = report.value.report
  return Math.max(1, Math.ceil(trainingRows / experiment.value.training.batchSize))
}

/** When the run last wrote something. */
async function lastSign(folder: string): Promise<string> {
  const { mtime } = await stat(join(folder, runFiles.metrics)).catch(() => stat(folder))
  return mtime.toISOString()
}
