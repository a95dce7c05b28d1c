// The lines of `metrics.jsonl`, version 1 and 2; a torn last line, left by a crash, is passed over.
import { z } from 'zod'
import { realSchema } from '#shared/domain/real'
import { failure, success, type Result } from '#shared/protocol/result'
import { parseJsonLine, readText, unknownFormat } from './read-json'
import { metricsFormat } from './run-files'

export const oldMetricsFormat = 'unroll-metrics/1'

const oldStepLine = z.object({
  type: z.literal('step'),
  step: z.int().min(1),
  loss: realSchema,
  accuracy: realSchema,
  gradientNorm: realSchema,
  milliseconds: realSchema,
})
const stepLine = oldStepLine.extend({ learningRate: realSchema, seconds: realSchema })
const epochLine = z.object({
  type: z.literal('epoch'),
  epoch: z.int(),
  loss: realSchema,
  accuracy: realSchema,
  valLoss: realSchema,
  valAccuracy: realSchema,
  seconds: realSchema,
  step: z.int(),
  extras: z.record(z.string(), realSchema).optional(),
})
const formatLine = z.object({ type: z.literal('format'), format: z.string() })
const currentLine = z.discriminatedUnion('type', [stepLine, epochLine])
const oldLine = z.discriminatedUnion('type', [oldStepLine, epochLine])

export type StepLine = z.output<typeof stepLine>
export type EpochLine = z.output<typeof epochLine>
export type OldStepLine = z.output<typeof oldStepLine>

export interface MetricsLines {
  readonly format: typeof metricsFormat | typeof oldMetricsFormat
  /** Those after the format, as text. */
  readonly lines: readonly string[]
}

/** The lines of a metrics file; null when it is not there or was never begun. */
export async function readMetricsLines(path: string): Promise<Result<MetricsLines | null>> {
  const text = await readText(path)
  if (!text.ok) return text
  // What follows the last line break was never finished.
  const [first, ...lines] = text.value?.split('\n').slice(0, -1) ?? []
  if (first === undefined) return success(null)
  const format = parseJsonLine(formatLine, first)?.format
  if (format === metricsFormat || format === oldMetricsFormat) return success({ format, lines })
  return failure(
    'run-unreadable',
    format
      ? unknownFormat(path, format, metricsFormat)
      : `${path} does not begin with its format, so it is damaged.`,
  )
}

/** A line of today's version; null when it is damaged. */
export function parseLine(line: string): StepLine | EpochLine | null {
  return parseJsonLine(currentLine, line)
}

/** A line of version 1; null when it is damaged. */
export function parseOldLine(line: string): OldStepLine | EpochLine | null {
  return parseJsonLine(oldLine, line)
}

/** The failure for a line, counted from 0 after the format. */
export function damagedLine(path: string, index: number): Result<never> {
  return failure(
    'run-unreadable',
    `${path} is damaged at line ${index + 2}. Remove that line to read the rest.`,
  )
}
