// `queue.json`: what waits to be trained, kept between starts of the lab.
import { readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { queueFormat, queueSchema, type QueueEntry } from '#shared/domain/queue'
import type { Failure } from '#shared/protocol/result'
import { makeFolders } from '../../files/make-folders'
import { errorCode, writeFailure, writeJson } from '../../files/write-file'

export interface ReadQueue {
  readonly entries: readonly QueueEntry[]
  /** Why entries may be missing, for people; null when all is well. */
  readonly notice: string | null
}

/** Where a queue keeps its entries; the command line's lives in memory alone. */
export interface QueueKeeper {
  read(): Promise<ReadQueue>
  write(entries: readonly QueueEntry[]): Promise<Failure | null>
}

export const memoryKeeper: QueueKeeper = {
  read: async () => ({ entries: [], notice: null }),
  write: async () => null,
}

export class QueueFile implements QueueKeeper {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** The entries; a file that cannot be understood is set aside under another name, never lost. */
  async read(): Promise<ReadQueue> {
    try {
      const parsed = queueSchema.safeParse(JSON.parse(await readFile(this.#path, 'utf8')))
      if (parsed.success) return { entries: parsed.data.entries, notice: null }
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { entries: [], notice: null }
    }
    return this.#setAside()
  }

  async write(entries: readonly QueueEntry[]): Promise<Failure | null> {
    try {
      await makeFolders(dirname(this.#path))
    } catch (error) {
      return writeFailure(this.#path, error)
    }
    return writeJson(this.#path, { format: queueFormat, entries })
  }

  async #setAside(): Promise<ReadQueue> {
    const aside = this.#path.replace(/(\.json)?$/, `.damaged-${Date.now()}.json`)
    const kept = await rename(this.#path, aside).then(
      () => ` It is kept as ${aside}.`,
      () => '',
    )
    const notice = `The queue in ${this.#path} is damaged or of another version, so it starts empty.${kept}`
    return { entries: [], notice }
  }
}
