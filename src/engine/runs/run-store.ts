// The run store: `<home>/runs`, a folder for each run; several processes may use it at once.
import { access, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  DamagedRun,
  EpochMetrics,
  RunDetail,
  RunListItem,
  RunRecord,
} from '#shared/domain/run'
import { failure, success, type Result } from '#shared/protocol/result'
import { readEpochs, readMetrics } from './read-metrics'
import {
  readEvaluation,
  readExperiment,
  readRecord,
  readReport,
  readSummary,
  runFiles,
} from './run-files'
import { isLockAlive, removeLock } from './run-lock'
import { errorCode, writeJson } from '../../files/write-file'

export const interruptedMessage =
  'The lab ended while this run was training. What was learned up to the last whole epoch is kept.'

export class RunStore {
  /** Where the run folders are. */
  readonly folder: string
  readonly #epochs = new Map<string, { stamp: string; epochs: readonly EpochMetrics[] }>()

  constructor(home: string) {
    this.folder = join(home, 'runs')
  }

  /** All runs, newest first, and the folders that could not be read. */
  async list(): Promise<Result<{ runs: RunListItem[]; damaged: DamagedRun[] }>> {
    const folders = await this.#folders()
    if (!folders.ok) return folders
    const items = await Promise.all(folders.value.map((folder) => this.#item(folder)))
    const runs: RunListItem[] = []
    const damaged: DamagedRun[] = []
    for (const [index, item] of items.entries()) {
      if (item.ok) runs.push(item.value)
      else damaged.push({ folder: folders.value[index], reason: item.message })
    }
    runs.sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0))
    return success({ runs, damaged })
  }

  /** The folder of the run with this id, or whose id alone starts like this. */
  async find(id: string): Promise<Result<string>> {
    const folders = await this.#folders()
    if (!folders.ok) return folders
    const names = folders.value.map((folder) => folder.slice(this.folder.length + 1))
    if (names.includes(id)) return success(join(this.folder, id))
    const near = id === '' ? [] : names.filter((name) => name.startsWith(id))
    if (near.length === 1) return success(join(this.folder, near[0]))
    return failure(
      'run-unreadable',
      near.length === 0
        ? `There is no run "${id}" in ${this.folder}. The list of runs has their ids.`
        : `${near.length} runs start with "${id}"; write more of the id.`,
    )
  }

  /** Everything that a run folder, in the store or elsewhere, tells. */
  async detail(folder: string): Promise<Result<RunDetail>> {
    const record = await readLiveRecord(folder)
    if (!record.ok) return record
    const experiment = await readExperiment(folder)
    if (!experiment.ok) return experiment
    const summary = await readSummary(folder)
    if (!summary.ok) return summary
    const report = await readReport(folder)
    if (!report.ok) return report
    const metrics = await readMetrics(join(folder, runFiles.metrics))
    if (!metrics.ok) return metrics
    const evaluation = await readEvaluation(folder)
    if (!evaluation.ok) return evaluation
    return success({
      record: record.value,
      folder,
      experiment: experiment.value,
      summary: summary.value,
      report: report.value?.report ?? null,
      baselines: report.value?.baselines ?? [],
      epochs: metrics.value.epochs,
      steps: metrics.value.steps,
      evaluation: evaluation.value,
      hasModel: await hasModel(folder),
    })
  }

  /** The data files of the runs in the store; damaged runs have none. */
  async dataPaths(): Promise<string[]> {
    const folders = await this.#folders()
    if (!folders.ok) return []
    const experiments = await Promise.all(folders.value.map(readExperiment))
    return experiments.flatMap((read) => (read.ok ? [read.value.data.path] : []))
  }

  async #folders(): Promise<Result<string[]>> {
    try {
      const entries = await readdir(this.folder, { withFileTypes: true })
      return success(
        entries
          .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
          .map((entry) => join(this.folder, entry.name)),
      )
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return success([])
      return failure(
        'run-unreadable',
        `${this.folder} could not be read (${errorCode(error) ?? String(error)}). Change its permissions, or name another folder in UNROLL_HOME.`,
      )
    }
  }

  async #item(folder: string): Promise<Result<RunListItem>> {
    const record = await readLiveRecord(folder)
    if (!record.ok) return record
    const epochs = await this.#readEpochs(join(folder, runFiles.metrics))
    if (!epochs.ok) return epochs
    return success({
      ...record.value,
      folder,
      hasModel: await hasModel(folder),
      curve: epochs.value.map((epoch) => epoch.valAccuracy),
    })
  }

  // The list is asked for often and metrics of long runs are large, so unchanged files are not read again.
  async #readEpochs(path: string): Promise<Result<readonly EpochMetrics[]>> {
    const stamp = await stat(path).then(
      ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
      () => '',
    )
    const known = this.#epochs.get(path)
    if (known?.stamp === stamp) return success(known.epochs)
    const epochs = await readEpochs(path)
    if (epochs.ok) this.#epochs.set(path, { stamp, epochs: epochs.value })
    return epochs
  }
}

/** The record; one that says "running" though nobody trains it any more is set right first. */
async function readLiveRecord(folder: string): Promise<Result<RunRecord>> {
  const read = await readRecord(folder)
  if (!read.ok || read.value.state !== 'running' || (await isLockAlive(folder))) return read
  // A process that finishes writes the record first and then takes its mark away: look again.
  const again = await readRecord(folder)
  if (!again.ok || again.value.state !== 'running') return again
  const record: RunRecord = {
    ...again.value,
    state: 'interrupted',
    finishedAt: await lastSign(folder),
    message: interruptedMessage,
  }
  // Where it cannot be written, e.g. on a read-only disk, it is told right all the same.
  await writeJson(join(folder, runFiles.record), record)
  await removeLock(folder)
  return success(record)
}

/** When the run last wrote something. */
async function lastSign(folder: string): Promise<string> {
  const { mtime } = await stat(join(folder, runFiles.metrics)).catch(() => stat(folder))
  return mtime.toISOString()
}

async function hasModel(folder: string): Promise<boolean> {
  return access(join(folder, runFiles.model)).then(
    () => true,
    () => false,
  )
}
