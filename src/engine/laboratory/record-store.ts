// A folder of the home with a JSON file for each race or exam: listed, opened and deleted by its id.
import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { makeFolders } from '../../files/make-folders'
import { errorCode, writeFailure, writeJson } from '../../files/write-file'
import { moveToTrash } from '../move-to-trash'
import { readJson } from '../runs/read-json'

/** What races and exams have in common. */
export interface LaboratoryRecord {
  readonly id: string
  readonly state: 'running' | 'done' | 'stopped' | 'failed'
  readonly message: string | null
  /** ISO 8601. */
  readonly startedAt: string
}

export interface RecordStoreOptions<Entry> {
  readonly folder: string
  /** What an entry is called in sentences, e.g. "race". */
  readonly noun: string
  readonly schema: z.ZodType<Entry>
  readonly format: string
}

/** A file beyond this was not written by the lab. */
const mostBytes = 64 * 2 ** 20
const idPattern = /^[a-z0-9][a-z0-9-]{0,80}$/

export class RecordStore<Entry extends LaboratoryRecord> {
  readonly #options: RecordStoreOptions<Entry>

  constructor(options: RecordStoreOptions<Entry>) {
    this.#options = options
  }

  /** Absolute, whether it is there or not. */
  fileOf(id: string): string {
    return join(this.#options.folder, `${id}.json`)
  }

  /** Makes the folder; null when it is there. */
  async prepare(): Promise<Failure | null> {
    try {
      await makeFolders(this.#options.folder)
      return null
    } catch (error) {
      return writeFailure(this.#options.folder, error)
    }
  }

  /**
   * Newest first; files that are damaged or of another version are passed over.
   * @param underWay the id of the one that is under way
   */
  async list(underWay: string | null): Promise<Result<readonly Entry[]>> {
    const entries: Entry[] = []
    const ids = await this.#ids()
    if (!ids.ok) return ids
    for (const id of ids.value) {
      const read = await this.open(id, underWay)
      if (read.ok) entries.push(read.value)
    }
    // Ids begin with the time, to the second.
    return success(entries.sort((one, other) => compare(other.startedAt, one.startedAt)))
  }

  /** `run-unreadable` when there is none of that id, or its file is damaged. */
  async open(id: string, underWay: string | null): Promise<Result<Entry>> {
    if (!idPattern.test(id)) return this.#unknown(id)
    const path = this.fileOf(id)
    const size = await stat(path).then(
      (state) => state.size,
      () => 0,
    )
    if (size > mostBytes) return this.#damaged(path, 'it is too large')
    const read = await this.#read(path)
    if (!read.ok) return read
    if (read.value === null) return this.#unknown(id)
    if (read.value.id !== id) return this.#damaged(path, 'it has the id of another one')
    return success(id === underWay ? read.value : ended(read.value))
  }

  /** Moves the file to the system's trash; one that is gone already is as good as deleted. */
  async delete(id: string): Promise<Result<null>> {
    if (!idPattern.test(id)) return this.#unknown(id)
    const path = this.fileOf(id)
    if (!(await exists(path))) return success(null)
    const reason = await moveToTrash([path])
    if (!(await exists(path))) return success(null)
    return failure(
      'write-failed',
      `${path} could not be moved to the system's trash${reason ? ` (${reason})` : ''}. To be rid of it, remove the file yourself.`,
    )
  }

  /** Says in the file of one that cannot say so itself how it ended; keeps the rest. */
  async markEnded(id: string, state: 'stopped' | 'failed', message: string): Promise<void> {
    const read = await this.open(id, id)
    if (!read.ok || read.value.state !== 'running') return
    // The list shows it as stopped when it cannot be written.
    await writeJson(this.fileOf(id), { ...read.value, state, message })
  }

  async #read(path: string): Promise<Result<Entry | null>> {
    const { schema, format } = this.#options
    try {
      return await readJson({ path, schema, format })
    } catch (error) {
      if (error instanceof RangeError) return this.#damaged(path, 'it is nested too deeply')
      throw error
    }
  }

  async #ids(): Promise<Result<readonly string[]>> {
    const { folder } = this.#options
    try {
      const names = await readdir(folder)
      return success(
        names
          .filter((name) => name.endsWith('.json'))
          .map((name) => name.slice(0, -'.json'.length))
          .filter((id) => idPattern.test(id)),
      )
    } catch (error) {
      const code = errorCode(error)
      if (code === 'ENOENT') return success([])
      return failure('data-unreadable', `${folder} could not be read (${code ?? String(error)}).`)
    }
  }

  #unknown(id: string): Failure {
    return failure('run-unreadable', `There is no ${this.#options.noun} "${id}".`)
  }

  #damaged(path: string, reason: string): Failure {
    return failure('run-unreadable', `${path} is damaged: ${reason}.`)
  }
}

/** What was under way in a process that is gone, or in another one, is over for this one. */
function ended<Entry extends LaboratoryRecord>(entry: Entry): Entry {
  if (entry.state !== 'running') return entry
  const message = entry.message ?? 'The lab ended while it was under way.'
  return { ...entry, state: 'stopped', message }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
