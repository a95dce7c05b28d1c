/*
 * The files of a run folder, their schemas and how they are read.
 *
 *   run.json         the run's record: state, when, best metric, environment (`unroll-run/1`)
 *   experiment.json  the experiment as it runs, every default filled in, data.path absolute (`unroll-experiment/1`)
 *   summary.json     the layer table (`unroll-summary/1`)
 *   report.json      the dataset report and the baselines (`unroll-report/1`)
 *   metrics.jsonl    the format, then a line for each step and each epoch, only appended to (`unroll-metrics/1`)
 *   evaluation.json  the evaluation on the validation rows at the end (`unroll-evaluation/1`)
 *   running.json     only while the run trains: which process trains it (`unroll-lock/1`)
 *   model/, vocabulary.json, labels.json   written by the trainer
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import type { ModelSummary } from '#shared/domain/model-summary'
import { runRecordSchema, type Evaluation, type RunRecord } from '#shared/domain/run'
import { parseExperimentText } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import { errorCode } from '../../files/write-file'

export const runFiles = {
  record: 'run.json',
  experiment: 'experiment.json',
  summary: 'summary.json',
  report: 'report.json',
  metrics: 'metrics.jsonl',
  evaluation: 'evaluation.json',
  model: join('model', 'model.json'),
} as const

export const metricsFormat = 'unroll-metrics/1'

/** JSON has no NaN and no infinity; both are written as null. */
export const realSchema = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN)

const count = z.int().min(0)

const summarySchema = z.object({
  format: z.literal('unroll-summary/1'),
  inputShape: z.array(z.int().nullable()),
  layers: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      outputShape: z.array(z.int().nullable()),
      count,
      formula: z.string(),
      filled: z.string(),
      gates: z.array(z.string()).optional(),
      kernels: z.string().optional(),
    }),
  ),
  total: count,
  trainable: count,
  nonTrainable: count,
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
}) satisfies z.ZodType<ModelSummary>

const baselineSchema = z.object({
  name: z.enum(['majority', 'bag-of-words']),
  title: z.string(),
  accuracy: realSchema,
  loss: realSchema,
  seconds: realSchema,
}) satisfies z.ZodType<Baseline>

const datasetReportSchema = z.object({
  path: z.string(),
  columns: z.object({ text: z.string(), label: z.string() }),
  encoding: z.string(),
  invalidBytes: count,
  rows: count,
  trainingRows: count,
  validationRows: count,
  duplicateRows: count,
  classes: z.array(z.object({ label: z.string(), count })),
  skipped: z.object({
    count,
    first: z.array(
      z.object({ line: z.int().nullable(), file: z.string().optional(), reason: z.string() }),
    ),
  }),
  length: z.object({
    minimum: z.number(),
    median: z.number(),
    p90: z.number(),
    p95: z.number(),
    p99: z.number(),
    maximum: z.number(),
    mean: z.number(),
    histogram: z.object({ step: z.number(), counts: z.array(count) }),
  }),
  truncatedShare: z.number(),
  vocabulary: z.object({ size: count, distinct: count, outOfVocabularyShare: realSchema }),
  seconds: z.number(),
}) satisfies z.ZodType<DatasetReport>

const reportSchema = z.object({
  format: z.literal('unroll-report/1'),
  report: datasetReportSchema,
  baselines: z.array(baselineSchema),
})

const evaluationSchema = z.object({
  format: z.literal('unroll-evaluation/1'),
  loss: realSchema,
  accuracy: realSchema,
  rows: count,
  labels: z.array(z.string()),
  confusion: z.array(z.array(count)),
  classes: z.array(
    z.object({
      label: z.string(),
      precision: realSchema,
      recall: realSchema,
      f1: realSchema,
      support: count,
    }),
  ),
  macroF1: realSchema,
  wrong: z.array(
    z.object({
      text: z.string(),
      actual: z.string(),
      predicted: z.string(),
      probability: realSchema,
    }),
  ),
  seconds: z.number(),
}) satisfies z.ZodType<Evaluation>

/** `run.json` as it is on disk. */
export function readRecord(folder: string): Promise<Result<RunRecord>> {
  return readRequired(join(folder, runFiles.record), runRecordSchema)
}

/** `experiment.json`, checked like any experiment file. */
export async function readExperiment(folder: string): Promise<Result<Experiment>> {
  const path = join(folder, runFiles.experiment)
  const text = await readText(path)
  if (!text.ok) return text
  if (text.value === null) return missing(path)
  const parsed = parseExperimentText(text.value, path)
  return parsed.ok ? parsed : failure('run-unreadable', parsed.message)
}

/** `summary.json`. */
export function readSummary(folder: string): Promise<Result<ModelSummary>> {
  return readRequired(join(folder, runFiles.summary), summarySchema)
}

/** `report.json`; null before the data have been read. */
export function readReport(
  folder: string,
): Promise<Result<{ report: DatasetReport; baselines: readonly Baseline[] } | null>> {
  return readJson(join(folder, runFiles.report), reportSchema)
}

/** `evaluation.json`; null before the end. */
export function readEvaluation(folder: string): Promise<Result<Evaluation | null>> {
  return readJson(join(folder, runFiles.evaluation), evaluationSchema)
}

async function readRequired<Value>(path: string, schema: z.ZodType<Value>): Promise<Result<Value>> {
  const read = await readJson(path, schema)
  if (!read.ok) return read
  return read.value === null ? missing(path) : success(read.value)
}

/** Null when there is no such file. */
async function readJson<Value>(
  path: string,
  schema: z.ZodType<Value>,
): Promise<Result<Value | null>> {
  const text = await readText(path)
  if (!text.ok || text.value === null) return text.ok ? success(null) : text
  let json: unknown
  try {
    json = JSON.parse(text.value)
  } catch {
    return failure('run-unreadable', `${path} is damaged: it is not JSON.`)
  }
  const parsed = schema.safeParse(json)
  return parsed.success
    ? success(parsed.data)
    : failure('run-unreadable', describeDamage(path, parsed.error))
}

async function readText(path: string): Promise<Result<string | null>> {
  try {
    return success(await readFile(path, 'utf8'))
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return success(null)
    return failure('run-unreadable', `${path} could not be read (${code ?? String(error)}).`)
  }
}

function missing(path: string): Result<never> {
  return failure('run-unreadable', `${path} is missing.`)
}

function describeDamage(path: string, { issues }: z.ZodError): string {
  const [issue] = issues
  return issue.path[0] === 'format'
    ? `${path} was written by another version of the lab; its format is not known here.`
    : `${path} is damaged at ${issue.path.join('.') || 'its start'}: ${issue.message}.`
}
