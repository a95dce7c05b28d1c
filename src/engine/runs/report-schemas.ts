// The schemas of `summary.json` and `report.json`: the layer table, the dataset report and the baselines.
import { z } from 'zod'
import {
  baselineNames,
  type Baseline,
  type DatasetReport,
  type Dialect,
} from '#shared/domain/dataset'
import type { ModelSummary } from '#shared/domain/model-summary'
import { realSchema } from '#shared/domain/real'

export const summaryFormat = 'unroll-summary/1'
export const reportFormat = 'unroll-report/1'

const count = z.int().min(0)
const shape = z.array(z.int().nullable())

export const summarySchema = z.object({
  format: z.literal(summaryFormat),
  inputShape: shape,
  layers: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      /** Of an encoder-decoder. */
      part: z.enum(['encoder', 'decoder']).optional(),
      outputShape: shape,
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
  name: z.enum(baselineNames),
  title: z.string(),
  accuracy: realSchema,
  loss: realSchema,
  extras: z.record(z.string(), realSchema).optional(),
  seconds: realSchema,
}) satisfies z.ZodType<Baseline>

const dialectSchema = z.object({
  separator: z.enum(['comma', 'semicolon', 'tab', 'pipe']),
  quote: z.enum(['double', 'single', 'none']),
  header: z.boolean(),
}) satisfies z.ZodType<Dialect>

/** What is told of the texts, and of the targets of seq2seq too. */
const textStatistics = {
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
  truncatedShare: realSchema,
  vocabulary: z.object({ size: count, distinct: count, outOfVocabularyShare: realSchema }),
}
const partCounts = z.object({ training: count, validation: count })

const datasetReportSchema = z.object({
  path: z.string(),
  columns: z.object({ text: z.string(), label: z.string().nullable() }),
  encoding: z.string(),
  invalidBytes: count,
  dialect: dialectSchema.nullable().optional(),
  notes: z.array(z.string()).optional(),
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
  ...textStatistics,
  seconds: z.number(),
  tokens: partCounts.optional(),
  characters: partCounts.optional(),
  target: z.object(textStatistics).optional(),
  numbers: z
    .object({ minimum: realSchema, maximum: realSchema, mean: realSchema, deviation: realSchema })
    .optional(),
}) satisfies z.ZodType<DatasetReport>

export const reportSchema = z.object({
  format: z.literal(reportFormat),
  report: datasetReportSchema,
  baselines: z.array(baselineSchema),
})
