// Keeps the dataset that was read last, so that a report, a look at a row and a forecast read it once.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { allPathsOf } from '#shared/experiment/data'
import type { Result } from '#shared/protocol/result'
import { taskModule } from './tasks/index'
import type { LoadRequest, TaskData } from './tasks/task'
import type { LoadControl } from './text/control'
import type { KnownWords } from './text/known-words'

/** Token ids beyond which a dataset is not kept in memory, nor its temporary files on disk. */
const mostKeptIds = 30_000_000

interface Kept {
  readonly key: string
  readonly data: TaskData
  /** Calls that read it now; it is closed when the last one ends and it is not kept any more. */
  users: number
}

let kept: Kept | undefined

/** Calls `use` with the data of a request, read now or by the call before. Fails as loading does. */
export async function withData<Value>(
  request: LoadRequest,
  control: LoadControl,
  use: (data: TaskData) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const entry = await load(request, control)
  if (!entry.ok) return entry
  const { value } = entry
  value.users++
  try {
    return await use(value.data)
  } finally {
    value.users--
    if (value !== kept && value.users === 0) value.data.close()
  }
}

async function load(
  { task, data, text, seed, known }: LoadRequest,
  control: LoadControl,
): Promise<Result<Kept>> {
  const stamps = await stampsOf([...allPathsOf(data), ...(known ? wordFilesOf(known) : [])])
  const key = JSON.stringify([task, data, text, seed, known?.folder, stamps])
  if (kept?.key === key) return { ok: true, value: kept }
  forget()
  const loaded = await (await taskModule(task)).load({ task, data, text, seed, known }, control)
  if (!loaded.ok) return loaded
  const entry = { key, data: loaded.value, users: 0 }
  if (idsOf(loaded.value) <= mostKeptIds) kept = entry
  return { ok: true, value: entry }
}

function forget(): void {
  if (kept?.users === 0) kept.data.close()
  kept = undefined
}

function idsOf({ report }: TaskData): number {
  return report.tokens
    ? report.tokens.training + report.tokens.validation
    : report.rows * report.length.mean
}

function wordFilesOf({ folder }: KnownWords): string[] {
  return ['vocabulary.json', 'target-vocabulary.json', 'labels.json'].map((name) =>
    join(folder, name),
  )
}

/** What tells that a file is another now; a folder's own time stands for its files. */
function stampsOf(paths: readonly string[]): Promise<(string | null)[]> {
  return Promise.all(
    paths.map(async (path) => {
      const state = await stat(path).catch(() => null)
      return state && `${state.ino}:${state.mtimeMs}:${state.size}`
    }),
  )
}
