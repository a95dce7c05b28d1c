// What the list says of a run, from its folder.
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { headlineOf } from '#shared/domain/headline'
import { isAtEnd } from '#shared/domain/position'
import type { Checkpoint, RunListItem, RunRecord } from '#shared/domain/run'
import { success, type Result } from '#shared/protocol/result'
import { folderBytes } from './disk-use'
import { readLiveRecord } from './live-record'
import { readEpochs } from './read-metrics'
import { readCheckpoints, readNotes, runFiles } from './run-files'

/** A run as the list shows it; the failure names the file that cannot be read. */
export async function readItem(folder: string): Promise<Result<RunListItem>> {
  const record = await readLiveRecord(folder)
  if (!record.ok) return record
  const notes = await readNotes(folder)
  if (!notes.ok) return notes
  const checkpoints = await readCheckpoints(folder)
  if (!checkpoints.ok) return checkpoints
  const epochs = await readEpochs(join(folder, runFiles.metrics))
  if (!epochs.ok) return epochs
  const headline = record.value.headline?.name ?? 'valAccuracy'
  return success({
    ...record.value,
    ...notes.value,
    name: notes.value.name ?? record.value.name,
    folder,
    hasModel: await hasModel(folder),
    canResume: canResume(record.value, checkpoints.value),
    bytes: record.value.state === 'running' ? null : await folderBytes(folder),
    curve: epochs.value.map((epoch) => headlineOf(headline, epoch)),
  })
}

/** Whether a run that has not come to its end has a checkpoint to go on from, and epochs left. */
export function canResume(
  { state, plannedEpochs }: RunRecord,
  checkpoints: readonly Checkpoint[],
): boolean {
  const newest = checkpoints.at(-1)
  const cannotGoOn = state === 'running' || state === 'done'
  return !cannotGoOn && newest !== undefined && !isAtEnd(newest, plannedEpochs)
}

/** Whether a run folder holds a model. */
export async function hasModel(folder: string): Promise<boolean> {
  return access(join(folder, runFiles.model)).then(
    () => true,
    () => false,
  )
}
