// Reads `metrics.jsonl` back; a torn last line, left by a crash, is passed over.
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { EpochMetrics, StepColumns } from '#shared/domain/run'
import { failure, success, type Result } from '#shared/protocol/result'
import { errorCode } from '../../files/write-file'
import { metricsFormat, realSchema } from './run-files'

const stepLine = z.object({
  type: z.literal('step'),
  step: z.int().min(1),
  loss: realSchema,
  accuracy: realSchema,
  gradientNorm: realSchema,
  milliseconds: realSchema,
})
const epochLine = z.object({
  type: z.literal('epoch'),
  epoch: z.int(),
  loss: realSchema,
  accuracy: realSchema,
  valLoss: realSchema,
  valAccuracy: realSchema,
  seconds: realSchema,
  step: z.int(),
})
const formatLine = z.object({ type: z.literal('format'), format: z.string() })
const metricsLine = z.discriminatedUnion('type', [stepLine, epochLine])
type StepLine = z.output<typeof stepLine>

export interface Metrics {
  readonly epochs: readonly EpochMetrics[]
  readonly steps: StepColumns
}

/** All steps and epochs of a run; none when the file does not exist yet. */
export async function readMetrics(path: string): Promise<Result<Metrics>> {
  const text = await readLines(path)
  if (!text.ok) return text
  const steps: StepLine[] = []
  const epochs: EpochMetrics[] = []
  for (const [index, line] of text.value.entries()) {
    const parsed = parseLine(line)
    if (!parsed) return damaged(path, index + 2)
    if (parsed.type === 'epoch') epochs.push(withoutType(parsed))
    else steps.push(parsed)
  }
  return success({ epochs, steps: columnsOf(steps) })
}

/** Only the epochs, for the list of runs: step lines, which are most of the file, are not parsed. */
export async function readEpochs(path: string): Promise<Result<readonly EpochMetrics[]>> {
  const text = await readLines(path)
  if (!text.ok) return text
  const epochs: EpochMetrics[] = []
  for (const [index, line] of text.value.entries()) {
    if (!line.startsWith('{"type":"epoch"')) continue
    const parsed = parseLine(line)
    if (parsed?.type !== 'epoch') return damaged(path, index + 2)
    epochs.push(withoutType(parsed))
  }
  return success(epochs)
}

/** The lines after the format. Whole lines only: what follows the last line break was never finished. */
async function readLines(path: string): Promise<Result<string[]>> {
  try {
    const text = await readFile(path, 'utf8')
    const [first, ...lines] = text.split('\n').slice(0, -1)
    if (first === undefined) return success([])
    const format = parseAs(formatLine, first)?.format
    return format === metricsFormat ? success(lines) : unknownFormat(path, format)
  } catch (error) {
    return errorCode(error) === 'ENOENT'
      ? success([])
      : failure('run-unreadable', `${path} could not be read (${errorCode(error) ?? error}).`)
  }
}

function parseLine(line: string): z.output<typeof metricsLine> | null {
  return parseAs(metricsLine, line)
}

function parseAs<Line>(schema: z.ZodType<Line>, line: string): Line | null {
  try {
    const parsed = schema.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

function unknownFormat(path: string, format: string | undefined): Result<never> {
  return failure(
    'run-unreadable',
    format
      ? `${path} has the format "${format}"; this lab reads ${metricsFormat}. Open it with a newer lab.`
      : `${path} does not begin with its format, so it is damaged.`,
  )
}

function damaged(path: string, line: number): Result<never> {
  return failure(
    'run-unreadable',
    `${path} is damaged at line ${line}. Remove that line to read the rest.`,
  )
}

function withoutType({ type: _type, ...metrics }: z.output<typeof epochLine>): EpochMetrics {
  return metrics
}

function columnsOf(steps: readonly StepLine[]): StepColumns {
  const column = (key: Exclude<keyof StepLine, 'type' | 'step'>): Float32Array =>
    Float32Array.from(steps, (step) => step[key])
  return {
    first: steps[0]?.step ?? 1,
    loss: column('loss'),
    accuracy: column('accuracy'),
    gradientNorm: column('gradientNorm'),
    milliseconds: column('milliseconds'),
  }
}
