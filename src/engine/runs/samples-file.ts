// `samples.jsonl`: the texts that a language model wrote after its epochs; the format, then a line for each.
import { z } from 'zod'
import { textSampleSchema, type TextSample } from '#shared/domain/generation'
import type { Position } from '#shared/domain/run'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { AppendFile } from './append-file'
import { damagedLine } from './metrics-lines'
import { parseJsonLine, readText, unknownFormat } from './read-json'
import { samplesFormat } from './run-files'
import { writeWhole } from '../../files/write-file'

const formatLine = z.object({ type: z.literal('format'), format: z.string() })
const firstLine = JSON.stringify({ type: 'format', format: samplesFormat })

/** Adds to the file; it is begun with the first text, so that runs which write none have none. */
export class SamplesFile {
  readonly #file: AppendFile

  constructor(path: string) {
    this.#file = new AppendFile(path, firstLine)
  }

  append(sample: TextSample): Promise<Failure | null> {
    return this.#file.append(`${JSON.stringify(sample)}\n`)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

/** The texts, oldest first; none where there is no file. A torn last line, left by a crash, is passed over. */
export async function readSamples(path: string): Promise<Result<readonly TextSample[]>> {
  const text = await readText(path)
  if (!text.ok) return text
  const [first, ...lines] = text.value?.split('\n').slice(0, -1) ?? []
  if (first === undefined) return success([])
  const format = parseJsonLine(formatLine, first)?.format
  if (format === undefined)
    return failure('run-unreadable', `${path} does not begin with its format, so it is damaged.`)
  if (format !== samplesFormat)
    return failure('run-unreadable', unknownFormat(path, format, samplesFormat))
  const samples: TextSample[] = []
  for (const [index, line] of lines.entries()) {
    const sample = parseJsonLine(textSampleSchema, line)
    if (!sample) return damagedLine(path, index)
    samples.push(sample)
  }
  return success(samples)
}

/** Rewrites the file to the texts of epochs that a checkpoint holds; null when it is on disk, or there is none. */
export async function cutSamples(
  path: string,
  { epoch, step }: Pick<Position, 'epoch' | 'step'>,
): Promise<Failure | null> {
  const read = await readSamples(path)
  if (!read.ok) return read
  const kept = read.value.filter((sample) => sample.epoch < epoch && sample.step <= step)
  if (kept.length === read.value.length) return null
  return writeWhole(path, `${[firstLine, ...kept.map((one) => JSON.stringify(one))].join('\n')}\n`)
}
