// `lessons.json`: how far a person is in the lessons.
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { lessonProgressSchema, type LessonProgress } from '#shared/domain/inside/lessons'
import { failure, success, type Result } from '#shared/protocol/result'
import { makeFolders } from '../files/make-folders'
import { errorCode, writeFailure, writeJson } from '../files/write-file'

const none: LessonProgress = { format: 'unroll-lessons/1', done: [] }

export class Lessons {
  readonly #path: string

  constructor(home: string) {
    this.#path = join(home, 'lessons.json')
  }

  /** What was done; nothing when there is no file, or none that this version can read. */
  async load(): Promise<Result<LessonProgress>> {
    try {
      const parsed = lessonProgressSchema.safeParse(JSON.parse(await readFile(this.#path, 'utf8')))
      return success(parsed.success ? parsed.data : none)
    } catch (error) {
      const code = errorCode(error)
      if (code === 'ENOENT' || error instanceof SyntaxError) return success(none)
      return failure('data-unreadable', `${this.#path} could not be read (${code ?? error}).`)
    }
  }

  async save(progress: LessonProgress): Promise<Result<null>> {
    try {
      await makeFolders(dirname(this.#path))
    } catch (error) {
      return writeFailure(this.#path, error)
    }
    return (await writeJson(this.#path, progress)) ?? success(null)
  }
}
