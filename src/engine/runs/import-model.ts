// Makes a run of a model's file: the trainer reads the model, and the rest of a run folder is put around it.
import { rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { headlineNameOf } from '#shared/domain/headline'
import type { ImportKind, ImportOptions } from '#shared/domain/import'
import { summarizeModel } from '#shared/domain/model-summary'
import { runFormat, type RunRecord } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import { success, type Failure, type Result } from '#shared/protocol/result'
import type { ImportedModel, ImportWork } from '#shared/protocol/trainer-api'
import { makeFolders } from '../../files/make-folders'
import { writeFailure, writeJson } from '../../files/write-file'
import { listImportFiles } from './import-files'
import { notesFormat, readExperiment, runFiles } from './run-files'
import { createRunId } from './run-id'
import { RunLog } from './run-log'

/** The trainer's part: fills the folder with experiment.json, model/, vocabulary.json and labels.json. */
export type ReadModel = (work: ImportWork) => Promise<Result<ImportedModel>>

export interface ModelImport {
  readonly path: string
  readonly options: ImportOptions
  readonly storeFolder: string
  readonly read: ReadModel
}

export interface ImportedRun {
  readonly kind: ImportKind
  readonly id: string
  readonly folder: string
  readonly notes: readonly string[]
}

/** Fails as the trainer does, or with `disk-full` or `write-failed`, after which nothing is left in the store. */
export async function importModel(work: ModelImport): Promise<Result<ImportedRun>> {
  const { path, options, storeFolder, read } = work
  const draft = join(storeFolder, `.import-${createRunId('model')}`)
  try {
    await makeFolders(draft)
    const model = await read({ path, options, folder: draft })
    if (!model.ok) return model
    const whole = await checkWritten(draft)
    if (!whole.ok) return whole
    const id = createRunId(whole.value.name)
    const failed = await complete(draft, recordOf(id, whole.value), { ...model.value, path })
    if (failed) return failed
    const folder = join(storeFolder, id)
    await rename(draft, folder)
    const { kind, notes } = model.value
    return success({ kind, id, folder, notes })
  } catch (error) {
    return writeFailure(storeFolder, error)
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** The experiment, when all that a model is read with is there. */
async function checkWritten(draft: string): Promise<Result<Experiment>> {
  const files = await listImportFiles(draft)
  return files.ok ? readExperiment(draft) : files
}

async function complete(
  draft: string,
  record: RunRecord,
  { experiment, notes, path }: ImportedModel & { readonly path: string },
): Promise<Failure | null> {
  const summary = { format: 'unroll-summary/1', ...summarizeModel(experiment) }
  const said = notes.join('\n').slice(0, mostNotes)
  const own = { name: null, notes: said, tags: [], starred: false }
  const log = new RunLog(join(draft, runFiles.log))
  try {
    const message = `Imported from ${basename(path)}.`
    return (
      (await writeJson(join(draft, runFiles.summary), summary)) ??
      (await writeJson(join(draft, runFiles.notes), { format: notesFormat, ...own })) ??
      (await log.append({ at: record.createdAt, level: 'info', message })) ??
      (await writeJson(join(draft, runFiles.record), record))
    )
  } finally {
    await log.close()
  }
}

/** As many letters as notes may have. */
const mostNotes = 100_000

/** A run that is done without an epoch of its own: its model is what it was imported with. */
function recordOf(id: string, experiment: Experiment): RunRecord {
  const now = new Date().toISOString()
  return {
    format: runFormat,
    id,
    name: experiment.name,
    state: 'done',
    task: experiment.task,
    createdAt: now,
    finishedAt: now,
    epochs: 0,
    plannedEpochs: 0,
    seconds: 0,
    seed: experiment.training.seed,
    bestValAccuracy: null,
    lastValAccuracy: null,
    headline: { name: headlineNameOf(experiment), best: null, last: null },
    kept: null,
    position: null,
    resumed: 0,
    group: null,
    settings: {},
    parameters: summarizeModel(experiment).total,
    environment: null,
    message: null,
  }
}
