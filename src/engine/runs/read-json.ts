// Reads a JSON file of a run folder against its schema; what is wrong with it becomes a sentence that names the file.
import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { failure, success, type Result } from '#shared/protocol/result'
import { errorCode } from '../../files/write-file'

export interface JsonFile<Value> {
  readonly path: string
  readonly schema: z.ZodType<Value>
  /** The version that this lab writes, e.g. `unroll-run/2`. */
  readonly format: string
  /** Makes what an older version wrote into what the schema describes; what it does not know it gives back as it is. */
  readonly migrate?: (json: unknown) => unknown
}

/** The file's value; null when there is no such file. */
export async function readJson<Value>(file: JsonFile<Value>): Promise<Result<Value | null>> {
  const text = await readText(file.path)
  if (!text.ok || text.value === null) return text.ok ? success(null) : text
  let json: unknown
  try {
    json = JSON.parse(text.value)
  } catch {
    return failure('run-unreadable', `${file.path} is damaged: it is not JSON.`)
  }
  if (file.migrate) json = file.migrate(json)
  const parsed = file.schema.safeParse(json)
  return parsed.success
    ? success(parsed.data)
    : failure('run-unreadable', describeDamage(file, json, parsed.error))
}

/** The same for a file that each run folder has. */
export async function readRequiredJson<Value>(file: JsonFile<Value>): Promise<Result<Value>> {
  const read = await readJson(file)
  if (!read.ok) return read
  return read.value === null ? missingFile(file.path) : success(read.value)
}

/** A file as text; null when there is no such file. */
export async function readText(path: string): Promise<Result<string | null>> {
  try {
    return success(await readFile(path, 'utf8'))
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return success(null)
    return failure('run-unreadable', `${path} could not be read (${code ?? String(error)}).`)
  }
}

/** A line of a file of JSON lines; null when it is not what the schema describes. */
export function parseJsonLine<Line>(schema: z.ZodType<Line>, line: string): Line | null {
  try {
    const parsed = schema.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** The failure for a file that is not there though it should be. */
export function missingFile(path: string): Result<never> {
  return failure('run-unreadable', `${path} is missing.`)
}

/** The sentence for a version that this lab does not know. */
export function unknownFormat(path: string, found: string, format: string): string {
  return `${path} has the format "${found}"; this lab reads ${format}. Open it with a newer lab.`
}

function describeDamage(file: JsonFile<unknown>, json: unknown, { issues }: z.ZodError): string {
  const { path, format } = file
  const found = formatOf(json)
  if (found === null) return `${path} is damaged: it does not say its format.`
  if (found !== format) return unknownFormat(path, found, format)
  const [issue] = issues
  return `${path} is damaged at ${issue.path.join('.') || 'its start'}: ${issue.message}.`
}

/** What a file says of its own format; null when it says nothing. */
export function formatOf(json: unknown): string | null {
  if (typeof json !== 'object' || json === null || !('format' in json)) return null
  return typeof json.format === 'string' ? json.format : null
}
