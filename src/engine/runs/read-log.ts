// Reads `log.jsonl` back: what happened to a run, a line each.
import { z } from 'zod'
import type { LogLine } from '#shared/domain/run'
import { failure, success, type Result } from '#shared/protocol/result'
import { parseJsonLine, readText, unknownFormat } from './read-json'

export const logFormat = 'unroll-log/1'

const formatLine = z.object({ type: z.literal('format'), format: z.string() })
const logLine = z.object({
  at: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
}) satisfies z.ZodType<LogLine>

/**
 * The lines, oldest first; none when there is no log. A line that a crash tore, with others after it, is told of in
 * its place; one at the end is passed over.
 */
export async function readLog(path: string): Promise<Result<readonly LogLine[]>> {
  const text = await readText(path)
  if (!text.ok) return text
  const [first, ...lines] = text.value?.split('\n').slice(0, -1) ?? []
  if (first === undefined) return success([])
  const format = parseJsonLine(formatLine, first)?.format
  if (format === undefined)
    return failure('run-unreadable', `${path} does not begin with its format, so it is damaged.`)
  if (format !== logFormat) return failure('run-unreadable', unknownFormat(path, format, logFormat))
  return success(withTornLines(lines))
}

function withTornLines(lines: readonly string[]): LogLine[] {
  const read: LogLine[] = []
  for (const [index, line] of lines.entries()) {
    const message = `Line ${index + 2} of the log could not be read.`
    const at = read.at(-1)?.at ?? ''
    read.push(parseJsonLine(logLine, line) ?? { at, level: 'warning', message })
  }
  return read
}
