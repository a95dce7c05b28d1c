// Reads the files of a run folder; what is missing or damaged is named in a sentence.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { z } from 'zod'
import { quoted } from '#shared/protocol/quoted'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { errorCode } from '../../files/write-file'

/** A file's bytes. */
export async function readBytes(file: string): Promise<Result<Buffer>> {
  try {
    return success(await readFile(file))
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return failure(
        'run-unreadable',
        `${file} is missing: this is no run folder, or nothing was learned in it. Name a run that has a model.`,
      )
    }
    if (code === 'EACCES' || code === 'EPERM') {
      return failure(
        'run-unreadable',
        `${file} cannot be read: no permission. Change its permissions, or copy the run.`,
      )
    }
    const reason = error instanceof Error ? error.message : String(error)
    return failure('run-unreadable', `${file} cannot be read: ${reason}.`)
  }
}

/** A file's JSON value. */
export async function readJson(file: string): Promise<Result<unknown>> {
  const bytes = await readBytes(file)
  return bytes.ok ? parseJson(bytes.value, file) : bytes
}

function parseJson(bytes: Buffer, file: string): Result<unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return success(value)
  } catch {
    return damaged(file, 'it is not JSON')
  }
}

/** A file's JSON value, checked against a schema. */
export async function readChecked<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<Result<z.output<Schema>>> {
  const bytes = await readBytes(file)
  return bytes.ok ? checkedJson(bytes.value, file, schema) : bytes
}

/** The same of bytes in memory. */
export function checkedJson<Schema extends z.ZodType>(
  bytes: Buffer,
  file: string,
  schema: Schema,
): Result<z.output<Schema>> {
  const json = parseJson(bytes, file)
  if (!json.ok) return json
  const parsed = schema.safeParse(json.value)
  if (parsed.success) return success(parsed.data)
  const [issue] = parsed.error.issues
  return damaged(file, `${issue.path.join('.') || 'its content'}: ${issue.message}`)
}

/** The failure for a file that is there but not what it should be. */
export function damaged(file: string, detail: string): Failure {
  return failure(
    'run-unreadable',
    `${file} is damaged (${quoted(detail)}); restore ${basename(file)} from a copy or train again.`,
  )
}
