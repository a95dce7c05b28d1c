// `draft.json`: the experiment being edited in the window, kept between starts.
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { allPathsOf } from '#shared/experiment/data'
import { experimentSchema, type Experiment } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import type { Grants } from './grants'
import { makeFolders } from '../files/make-folders'
import { errorCode, writeFailure, writeJson } from '../files/write-file'

/** The model may be half edited, so only the schema is checked, not whether the layers fit. */
const draftSchema = z.object({
  format: z.literal('unroll-draft/1'),
  experiment: experimentSchema,
  /** Whether the window was allowed to use all of the data; then it still is after a restart. */
  dataGranted: z.boolean(),
})

export class Draft {
  readonly #path: string
  readonly #grants: Grants

  constructor(home: string, grants: Grants) {
    this.#path = join(home, 'draft.json')
    this.#grants = grants
  }

  /** The draft; null when there is none, or none that this version can read. */
  async load(): Promise<Result<Experiment | null>> {
    const text = await this.#read()
    if (!text.ok || text.value === null) return text.ok ? success(null) : text
    const draft = parseDraft(text.value)
    if (!draft) return success(null)
    const { data } = draft.experiment
    if (draft.dataGranted) for (const path of allPathsOf(data)) this.#grants.grant(path)
    return success(draft.experiment)
  }

  /** Keeps an experiment that fits the schema; `experiment-invalid` for anything else. */
  async save(input: unknown): Promise<Result<null>> {
    const parsed = experimentSchema.safeParse(input)
    if (!parsed.success) return invalid(parsed.error)
    const dataGranted = await this.#areGranted(allPathsOf(parsed.data.data))
    const draft = { format: 'unroll-draft/1', experiment: parsed.data, dataGranted }
    try {
      await makeFolders(dirname(this.#path))
    } catch (error) {
      return writeFailure(this.#path, error)
    }
    return (await writeJson(this.#path, draft)) ?? success(null)
  }

  async #areGranted(paths: readonly string[]): Promise<boolean> {
    for (const path of paths) if (await this.#grants.check(path, 'write')) return false
    return paths.length > 0
  }

  async #read(): Promise<Result<string | null>> {
    try {
      return success(await readFile(this.#path, 'utf8'))
    } catch (error) {
      const code = errorCode(error)
      if (code === 'ENOENT') return success(null)
      return failure('data-unreadable', `${this.#path} could not be read (${code ?? error}).`)
    }
  }
}

function parseDraft(text: string): z.output<typeof draftSchema> | null {
  try {
    const parsed = draftSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null // a torn draft is no reason not to start
  }
}

function invalid({ issues }: z.ZodError): Result<never> {
  const problems = issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  const [first] = problems
  const place = first.path ? `${first.path}: ` : ''
  return failure('experiment-invalid', `The experiment: ${place}${first.message}.`, problems)
}
