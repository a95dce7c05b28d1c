// Reads `metrics.jsonl` back, of today's version or an older one, and cuts it where training is taken up again.
import type { EpochMetrics, StepColumns } from '#shared/domain/run'
import { success, type Failure, type Result } from '#shared/protocol/result'
import {
  damagedLine,
  oldMetricsFormat,
  parseLine,
  parseOldLine,
  readMetricsLines,
  type EpochLine,
  type MetricsLines,
  type OldStepLine,
  type StepLine,
} from './metrics-lines'
import { stepMigration } from './migrate'
import { metricsFormat } from './run-files'
import { writeWhole } from '../../files/write-file'

export interface Metrics {
  readonly epochs: readonly EpochMetrics[]
  readonly steps: StepColumns
}

/** All steps and epochs of a run; none when the file does not exist yet. */
export async function readMetrics(path: string): Promise<Result<Metrics>> {
  const parsed = await readParsed(path)
  if (!parsed.ok) return parsed
  const steps: StepLine[] = []
  const epochs: EpochMetrics[] = []
  for (const line of parsed.value) {
    if (line.type === 'epoch') epochs.push(withoutType(line))
    else steps.push(line)
  }
  return success({ epochs, steps: columnsOf(steps) })
}

/** Only the epochs, for the list of runs: step lines, which are most of the file, are not parsed. */
export async function readEpochs(path: string): Promise<Result<readonly EpochMetrics[]>> {
  const text = await readMetricsLines(path)
  if (!text.ok) return text
  const epochs: EpochMetrics[] = []
  for (const [index, line] of text.value?.lines.entries() ?? []) {
    if (!line.startsWith('{"type":"epoch"')) continue
    const parsed = parseLine(line)
    if (parsed?.type !== 'epoch') return damagedLine(path, index)
    epochs.push(withoutType(parsed))
  }
  return success(epochs)
}

/**
 * Rewrites the file in one step to the steps up to and with `step` and the epochs that had ended by then, as today's
 * version; null when it is on disk. A file that is not there becomes one without steps.
 *
 * @param epoch the epoch under way: where all its steps are done but it has not been measured, its line goes too
 */
export async function cutMetrics(
  path: string,
  step: number,
  epoch = Number.POSITIVE_INFINITY,
): Promise<Failure | null> {
  const parsed = await readParsed(path)
  if (!parsed.ok) return parsed
  const kept = parsed.value.filter(
    (line) => line.step <= step && (line.type === 'step' || line.epoch < epoch),
  )
  const lines = [{ type: 'format', format: metricsFormat }, ...kept]
  return writeWhole(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** Every line after the format as today's version has it. */
async function readParsed(path: string): Promise<Result<(StepLine | EpochLine)[]>> {
  const text = await readMetricsLines(path)
  if (!text.ok) return text
  if (text.value === null) return success([])
  const parse = parserOf(text.value.format)
  const parsed: (StepLine | EpochLine)[] = []
  for (const [index, line] of text.value.lines.entries()) {
    const one = parse(line)
    if (!one) return damagedLine(path, index)
    parsed.push(one)
  }
  return success(parsed)
}

function parserOf(format: MetricsLines['format']): (line: string) => StepLine | EpochLine | null {
  if (format !== oldMetricsFormat) return parseLine
  const migrate = stepMigration<OldStepLine>()
  return (line) => {
    const parsed = parseOldLine(line)
    return parsed?.type === 'step' ? migrate(parsed) : parsed
  }
}

function withoutType({ type: _type, ...metrics }: EpochLine): EpochMetrics {
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
    learningRate: column('learningRate'),
    seconds: column('seconds'),
  }
}
