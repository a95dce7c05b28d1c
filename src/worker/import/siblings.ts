// The files that the lab's own exports have beside a model, which say what the model's file does not.
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { parseExperiment } from '#shared/experiment/parse'
import { experimentFormat, type Experiment } from '#shared/experiment/schema'
import { success, type Result } from '#shared/protocol/result'
import { errorCode } from '../../files/write-file'
import { parseBoundedJson } from './bounded-json'
import { importLimits, tooLarge, unreadable } from './limits'

/** Null where there is none. */
export interface Siblings {
  readonly experiment: Experiment | null
  readonly vocabulary: SiblingFile | null
  readonly targetVocabulary: SiblingFile | null
  readonly labels: SiblingFile | null
}

export interface SiblingFile {
  /** As sentences name it. */
  readonly file: string
  readonly content: Uint8Array
}

/** Files that are named like the lab's but are none are left alone; damaged ones are refused. */
export async function readSiblings(folder: string): Promise<Result<Siblings>> {
  const files: (SiblingFile | null)[] = []
  for (const name of [
    'experiment.json',
    'vocabulary.json',
    'target-vocabulary.json',
    'labels.json',
  ]) {
    const read = await readSibling(join(folder, name))
    if (!read.ok) return read
    files.push(read.value && isOfLab(read.value.content) ? read.value : null)
  }
  const [own, vocabulary, targetVocabulary, labels] = files
  if (!own) return success({ experiment: null, vocabulary, targetVocabulary, labels })
  const experiment = readExperiment(own)
  return experiment.ok
    ? success({ experiment: experiment.value, vocabulary, targetVocabulary, labels })
    : experiment
}

/** By the format that all of them begin with. */
function isOfLab(content: Uint8Array): boolean {
  const begin = new TextDecoder().decode(content.subarray(0, 400))
  return /"format"\s*:\s*"unroll-/.test(begin)
}

function readExperiment({ file, content }: SiblingFile): Result<Experiment> {
  const json = parseBoundedJson(content, file)
  if (!json.ok) return json
  const format = z.object({ format: z.string() }).safeParse(json.value).data?.format
  if (format !== experimentFormat)
    return unreadable(
      file,
      `it is of the format ${String(format)}, which this version does not read`,
    )
  const parsed = parseExperiment(json.value, file)
  return parsed.ok ? parsed : unreadable(file, parsed.message)
}

/** A file of bounded size; null when it is not there. */
async function readSibling(path: string): Promise<Result<SiblingFile | null>> {
  const read = await readBounded(path, importLimits.jsonBytes)
  if (read.ok) return success({ file: basename(path), content: read.value })
  return read.isMissing ? success(null) : read.failure
}

type Bounded =
  | { readonly ok: true; readonly value: Buffer }
  | {
      readonly ok: false
      readonly isMissing: boolean
      readonly failure: ReturnType<typeof unreadable>
    }

/** A file's bytes, if they are `most` at most; nothing is opened or read before that is known. */
export async function readBounded(path: string, most: number): Promise<Bounded> {
  try {
    const state = await stat(path)
    if (!state.isFile())
      return { ok: false, isMissing: false, failure: unreadable(path, 'it is no file') }
    if (state.size > most)
      return { ok: false, isMissing: false, failure: tooLarge(path, state.size, most) }
    return { ok: true, value: await readFile(path) }
  } catch (error) {
    const code = errorCode(error)
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
    const detail = isMissing ? 'it is not there' : (code ?? String(error))
    return { ok: false, isMissing, failure: unreadable(path, detail) }
  }
}
