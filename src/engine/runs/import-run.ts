// Copies a run folder from elsewhere into the store, once every part of it was found to be what it should be.
import { copyFile, lstat, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunRecord } from '#shared/domain/run'
import { withoutPlaces } from '#shared/experiment/without-places'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { listImportFiles } from './import-files'
import { asInterrupted } from './live-record'
import { readDetail } from './run-detail'
import { readExperiment, readRecord, runFiles } from './run-files'
import { createRunId } from './run-id'
import { isLockAlive } from './run-lock'
import { makeFolders } from '../../files/make-folders'
import { errorCode, writeFailure, writeJson } from '../../files/write-file'

/**
 * The copy has the run's own id, or a new one when the store has that already; a run that was under way or paused is
 * `interrupted`. Only files that a run folder has are copied, and no link is followed. Fails with the sentence about
 * the first part that is damaged, with `busy` while the run trains, and with the sentence of a full disk.
 */
export async function importRun(
  source: string,
  storeFolder: string,
): Promise<Result<{ id: string; folder: string }>> {
  const folder = await realFolder(source)
  if (!folder.ok) return folder
  const objection = await objectionTo(folder.value, storeFolder)
  if (objection) return objection
  return putInto(storeFolder, folder.value, copyFile)
}

/**
 * The same of a folder that nobody else knows, whose files are moved out of it: those of a run that was unpacked. Its data's paths are
 * cut to their names, so that a run from elsewhere never names a file of this computer.
 */
export async function importUnpacked(
  source: string,
  storeFolder: string,
): Promise<Result<{ id: string; folder: string }>> {
  const experiment = await readExperiment(source)
  if (!experiment.ok) return experiment
  const path = join(source, runFiles.experiment)
  const failed = await writeJson(path, withoutPlaces(experiment.value))
  return failed ?? putInto(storeFolder, source, rename)
}

type Put = (from: string, to: string) => Promise<void>

async function putInto(
  storeFolder: string,
  source: string,
  put: Put,
): Promise<Result<{ id: string; folder: string }>> {
  const files = await listImportFiles(source)
  if (!files.ok) return files
  const record = await readWhole(source)
  if (!record.ok) return record
  const id = await freeId(storeFolder, record.value)
  const folder = join(storeFolder, id)
  const draft = join(storeFolder, `.import-${createRunId(record.value.name)}`)
  const filled = { files: files.value, record: { ...record.value, id }, put }
  const failed = await fill(draft, folder, source, filled)
  if (!failed) return success({ id, folder })
  await rm(draft, { recursive: true, force: true }).catch(() => undefined)
  return failed
}

async function realFolder(source: string): Promise<Result<string>> {
  try {
    return success(await realpath(source))
  } catch (error) {
    const code = errorCode(error)
    return failure(
      'run-unreadable',
      code === 'ENOENT'
        ? `${source} is not there.`
        : `${source} could not be read (${code ?? String(error)}).`,
    )
  }
}

async function objectionTo(folder: string, storeFolder: string): Promise<Failure | null> {
  if (await isLockAlive(folder))
    return failure(
      'busy',
      `${folder} is still training. Import it when it has ended; if it has, remove its running.json.`,
    )
  const store = await realpath(storeFolder).catch(() => storeFolder)
  return dirname(folder) === store
    ? failure('run-unreadable', `${folder} is in the list of runs already.`)
    : null
}

/** The record, as the imported run is to have it, of a folder whose files can all be read. */
async function readWhole(folder: string): Promise<Result<RunRecord>> {
  const record = await readRecord(folder)
  if (!record.ok) return record
  const detail = await readDetail(folder, record.value)
  if (!detail.ok) return detail
  const { state } = record.value
  return success(
    state === 'running' || state === 'paused'
      ? await asInterrupted(folder, record.value)
      : record.value,
  )
}

/** Filled under a name with a dot, which nobody lists, and then renamed. */
async function fill(
  draft: string,
  folder: string,
  source: string,
  { files, record, put }: { files: readonly string[]; record: RunRecord; put: Put },
): Promise<Failure | null> {
  try {
    for (const file of files) {
      await makeFolders(dirname(join(draft, file)))
      await put(join(source, file), join(draft, file))
    }
    const failed = await writeJson(join(draft, runFiles.record), record)
    if (!failed) await rename(draft, folder)
    return failed
  } catch (error) {
    return writeFailure(folder, error)
  }
}

/** The run's own id, or a new one where that is taken. */
export async function freeId(
  storeFolder: string,
  { id, name }: Pick<RunRecord, 'id' | 'name'>,
): Promise<string> {
  const isTaken = await lstat(join(storeFolder, id)).then(
    () => true,
    () => false,
  )
  return isTaken ? createRunId(name) : id
}
