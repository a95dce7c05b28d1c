// The run store: `<home>/runs`, a folder for each run; several processes may use it at once.
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DamagedRun, RunDetail, RunListItem } from '#shared/domain/run'
import { failure, success, type Result } from '#shared/protocol/result'
import { DataPaths } from './data-paths'
import { readLiveRecord } from './live-record'
import { readDetail } from './run-detail'
import { RunIndex, stampOf } from './run-index'
import { readItem } from './run-item'
import { errorCode } from '../../files/write-file'

/** Folders read at a time: each has several files open. */
const readers = 8
/** Folders looked at before others get their turn. */
const turn = 100

export class RunStore {
  /** Where the run folders are. */
  readonly folder: string
  readonly #index: RunIndex
  readonly #dataPaths = new DataPaths()

  constructor(home: string) {
    this.folder = join(home, 'runs')
    this.#index = new RunIndex(home)
  }

  /** All runs, newest first, and the folders that could not be read. */
  async list(): Promise<Result<{ runs: RunListItem[]; damaged: DamagedRun[] }>> {
    const folders = await this.#folders()
    if (!folders.ok) return folders
    await this.#index.load()
    const runs: RunListItem[] = []
    const damaged: DamagedRun[] = []
    for (const [folder, item] of await this.#items(folders.value)) {
      if (item.ok) runs.push(item.value)
      else damaged.push({ folder, reason: item.message })
    }
    runs.sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0))
    this.#index.keepOnly(new Set(folders.value.map((folder) => basename(folder))))
    this.#index.save()
    return success({ runs, damaged })
  }

  /** Resolves when the index is on disk. */
  settled(): Promise<void> {
    return this.#index.settled()
  }

  /** The folder of the run with this id, or whose id alone starts like this. */
  async find(id: string): Promise<Result<string>> {
    const folders = await this.#folders()
    if (!folders.ok) return folders
    const names = folders.value.map((folder) => basename(folder))
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
    return record.ok ? readDetail(folder, record.value) : record
  }

  /** The data files of the runs in the store; damaged runs have none. */
  async dataPaths(): Promise<string[]> {
    const folders = await this.#folders()
    if (!folders.ok) return []
    const paths = await mapInParallel(folders.value, (folder) => this.#dataPaths.of(folder))
    return paths.flat()
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

  /** Each folder's item, from the index where the folder has not changed. */
  async #items(folders: readonly string[]): Promise<Map<string, Result<RunListItem>>> {
    const items = new Map<string, Result<RunListItem>>()
    const changed: { folder: string; stamp: string }[] = []
    for (const [count, folder] of folders.entries()) {
      if (count % turn === turn - 1) await nextTurn()
      const stamp = stampOf(folder)
      const kept = this.#index.get(basename(folder), stamp)
      if (kept) items.set(folder, success({ ...kept, folder }))
      else changed.push({ folder, stamp })
    }
    await mapInParallel(changed, async ({ folder, stamp }) => {
      const item = await readItem(folder)
      items.set(folder, item)
      // A run that trains is looked at each time: its process may end without a change to its folder.
      if (item.ok && item.value.state !== 'running')
        this.#index.set(basename(folder), stamp, item.value)
    })
    return items
  }
}

/** Like Promise.all over a map, a few at a time. */
async function mapInParallel<Item, Value>(
  items: readonly Item[],
  read: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++
      values[index] = await read(items[index])
    }
  }
  await Promise.all(Array.from({ length: readers }, work))
  return values
}
