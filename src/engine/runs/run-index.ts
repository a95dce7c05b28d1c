// `UNROLL_HOME/index.json`: what the list says of each run, kept so that a thousand folders need not be read again.
import { statSync } from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { z } from 'zod'
import { realSchema } from '#shared/domain/real'
import { runNotesSchema, runRecordSchema, type RunListItem } from '#shared/domain/run'
import { runFiles } from './run-files'
import { writeWhole } from '../../files/write-file'

const indexFormat = 'unroll-index/1'

// Without its folder, so that the index stays right when the home is moved.
const itemSchema = runRecordSchema.extend({
  ...runNotesSchema.pick({ notes: true, tags: true, starred: true }).shape,
  hasModel: z.boolean(),
  canResume: z.boolean(),
  bytes: z.number().nullable(),
  curve: z.array(realSchema),
}) satisfies z.ZodType<Omit<RunListItem, 'folder'>>
const entrySchema = z.object({ stamp: z.string(), item: itemSchema })
const indexSchema = z.object({
  format: z.literal(indexFormat),
  runs: z.record(z.string(), z.unknown()),
})
interface Entry {
  readonly stamp: string
  readonly item: Omit<RunListItem, 'folder'>
}

/** A cache and nothing else: missing, damaged or of another version it is made anew. Several processes may use one. */
export class RunIndex {
  readonly #path: string
  /** By the folder's name; null before the file was read. */
  #entries: Map<string, Entry> | null = null
  #isChanged = false
  #writing: Promise<void> | null = null

  constructor(home: string) {
    this.#path = join(home, 'index.json')
  }

  /** Reads the file, at the first call. */
  async load(): Promise<void> {
    this.#entries ??= await readEntries(this.#path)
  }

  /** What was kept of a run, if its folder still has this stamp. */
  get(name: string, stamp: string): Omit<RunListItem, 'folder'> | null {
    const entry = this.#entries?.get(name)
    return entry?.stamp === stamp ? entry.item : null
  }

  /** Keeps a run; `stamp` was taken before its folder was read. */
  set(name: string, stamp: string, { folder: _folder, ...item }: RunListItem): void {
    this.#entries?.set(name, { stamp, item })
    this.#isChanged = true
  }

  /** Forgets the runs that are not among these. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#entries?.keys() ?? []) {
      if (names.has(name)) continue
      this.#entries?.delete(name)
      this.#isChanged = true
    }
  }

  /** Writes what has changed, in its own time; what cannot be written is found out again. */
  save(): void {
    if (!this.#isChanged || this.#writing) return
    this.#isChanged = false
    this.#writing = this.#write().finally(() => {
      this.#writing = null
      this.save()
    })
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  async #write(): Promise<void> {
    const runs = Object.fromEntries(this.#entries ?? [])
    const failed = await writeWhole(this.#path, JSON.stringify({ format: indexFormat, runs }))
    if (!failed) await removeTornWrites(this.#path)
  }
}

async function readEntries(path: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  try {
    const index = indexSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    for (const [name, value] of Object.entries(index.runs)) {
      const entry = entrySchema.safeParse(value)
      if (entry.success) entries.set(name, entry.data)
    }
  } catch {
    // There is none, or none that can be read: the folders tell everything.
  }
  return entries
}

/** What processes left that were killed while they wrote. */
async function removeTornWrites(path: string): Promise<void> {
  const folder = dirname(path)
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((one) => /^index\.json\..*\.partial$/.test(one))) {
    const file = join(folder, name)
    const age = await stat(file).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > tornAfterMs) await rm(file, { force: true }).catch(() => undefined)
  }
}

/** Nobody writes an index for so long. */
const tornAfterMs = 60_000

// The folder itself tells of files that come and go, model/ and checkpoints/ likewise.
const stampedFiles = [
  '',
  runFiles.record,
  runFiles.notes,
  runFiles.metrics,
  runFiles.checkpoints,
  runFiles.checkpointFolder,
  runFiles.modelFolder,
].map((name) => sep + name)

/**
 * Changes whenever what the list says of a run may have changed: size and time of the files that it is read from.
 * Synchronous: a look at a file takes microseconds, a trip to a thread of the pool for it several times as long.
 */
export function stampOf(folder: string): string {
  let stamp = ''
  for (const name of stampedFiles) {
    const found = statSync(folder + name, { throwIfNoEntry: false })
    stamp += found ? `${found.size} ${found.mtimeMs},` : ','
  }
  return stamp
}
