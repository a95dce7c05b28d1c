// Reading, writing and hashing of small set-up files.
import { createHash, randomUUID } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

/** The JSON of a file, or null when it is missing or not JSON. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** Writes JSON so that a reader sees the old file or the new one, never half of it. */
export function writeJson(file, value) {
  writeText(file, `${JSON.stringify(value, null, 2)}\n`)
}

/** Writes text as one step, making its folder. */
export function writeText(file, text) {
  mkdirSync(path.dirname(file), { recursive: true })
  const temporary = `${file}.${randomUUID()}.tmp`
  writeFileSync(temporary, text)
  renameSync(temporary, file)
}

/** The hex hash of a text or of bytes. */
export function hashOf(content, algorithm = 'sha256') {
  return createHash(algorithm).update(content).digest('hex')
}

/** The hash of a file on disk, read as a stream; null when there is no such file. */
export async function hashOfFile(file, algorithm = 'sha256', encoding = 'hex') {
  if (!existsSync(file)) return null
  const hash = createHash(algorithm)
  await pipeline(createReadStream(file), hash)
  return hash.digest(encoding)
}
