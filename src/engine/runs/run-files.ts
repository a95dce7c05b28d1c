/*
 * The files of a run folder, their schemas and how they are read.
 *
 *   run.json          the run's record: state, when, best metric, environment (`unroll-run/2`)
 *   experiment.json   the experiment as it runs, every default filled in, data.path absolute (`unroll-experiment/1`)
 *   summary.json      the layer table (`unroll-summary/1`)
 *   report.json       the dataset report and the baselines (`unroll-report/1`)
 *   metrics.jsonl     the format, then a line for each step and each epoch (`unroll-metrics/2`)
 *   evaluation.json   the evaluation of the kept model on the validation rows (`unroll-evaluation/1`)
 *   test-evaluation.json   its evaluation on the test file, where there is one (`unroll-evaluation/1`)
 *   samples.jsonl     what a language model wrote: the format, then a line for each text (`unroll-samples/1`)
 *   checkpoints.json  the checkpoints that count, oldest first (`unroll-checkpoints/1`); their files are in checkpoints/
 *   snapshots/        weights at the ends of epochs; timeline/ what the recorder kept of the probes: both written by the trainer
 *   notes.json        what a person says of the run (`unroll-notes/1`)
 *   variants.json     surgeries that a person kept (`unroll-variants/1`)
 *   log.jsonl         the format, then a line for each thing that happened (`unroll-log/1`)
 *   running.json      only while the run trains: which process trains it (`unroll-lock/1`)
 *   metrics.csv, tensorboard/   derived from metrics.jsonl for other programs
 *   model/, vocabulary.json, target-vocabulary.json, labels.json, training-ngrams.bin   written by the trainer
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import { storedEvaluationSchema, type Evaluation } from '#shared/domain/evaluation'
import type { ModelSummary } from '#shared/domain/model-summary'
import {
  positionSchema,
  runFormat,
  runNotesSchema,
  runRecordSchema,
  type Checkpoint,
  type RunNotes,
  type RunRecord,
} from '#shared/domain/run'
import { parseExperimentText } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import { migrateRecord } from './migrate'
import { missingFile, readJson, readRequiredJson, readText } from './read-json'
import { reportFormat, reportSchema, summaryFormat, summarySchema } from './report-schemas'

export const runFiles = {
  record: 'run.json',
  experiment: 'experiment.json',
  summary: 'summary.json',
  report: 'report.json',
  metrics: 'metrics.jsonl',
  evaluation: 'evaluation.json',
  testEvaluation: 'test-evaluation.json',
  samples: 'samples.jsonl',
  checkpoints: 'checkpoints.json',
  checkpointFolder: 'checkpoints',
  snapshotFolder: 'snapshots',
  timelineFolder: 'timeline',
  notes: 'notes.json',
  variants: 'variants.json',
  log: 'log.jsonl',
  csv: 'metrics.csv',
  tensorboard: 'tensorboard',
  vocabulary: 'vocabulary.json',
  targetVocabulary: 'target-vocabulary.json',
  labels: 'labels.json',
  ngrams: 'training-ngrams.bin',
  modelFolder: 'model',
  model: join('model', 'model.json'),
} as const

export const metricsFormat = 'unroll-metrics/2'
export const checkpointsFormat = 'unroll-checkpoints/1'
export const notesFormat = 'unroll-notes/1'
export const evaluationFormat = 'unroll-evaluation/1'
export const samplesFormat = 'unroll-samples/1'

const count = z.int().min(0)

/** The file of a checkpoint, as checkpoints.json names it; never a way out of the folder. */
const checkpointFile = z.string().regex(/^checkpoints\/step-\d{7,12}(-unmeasured)?\.safetensors$/)

/** `checkpoints.json`. */
export const checkpointsSchema = z.object({
  format: z.literal(checkpointsFormat),
  checkpoints: z.array(
    positionSchema.extend({
      file: checkpointFile,
      bytes: count,
      savedAt: z.string(),
      isBest: z.boolean(),
    }),
  ),
})

/** What `notes.json` says where there is none. */
export const noNotes: RunNotes = { name: null, notes: '', tags: [], starred: false }

/** `run.json` as it is on disk, of this version or an older one. */
export function readRecord(folder: string): Promise<Result<RunRecord>> {
  return readRequiredJson({
    path: join(folder, runFiles.record),
    schema: runRecordSchema,
    format: runFormat,
    migrate: migrateRecord,
  })
}

/** `experiment.json`, checked like any experiment file. */
export async function readExperiment(folder: string): Promise<Result<Experiment>> {
  const path = join(folder, runFiles.experiment)
  const text = await readText(path)
  if (!text.ok) return text
  if (text.value === null) return missingFile(path)
  const parsed = parseExperimentText(text.value, path)
  return parsed.ok ? parsed : failure('run-unreadable', parsed.message)
}

/** `summary.json`. */
export function readSummary(folder: string): Promise<Result<ModelSummary>> {
  const path = join(folder, runFiles.summary)
  return readRequiredJson({ path, schema: summarySchema, format: summaryFormat })
}

/** `report.json`; null before the data have been read. */
export function readReport(
  folder: string,
): Promise<Result<{ report: DatasetReport; baselines: readonly Baseline[] } | null>> {
  const path = join(folder, runFiles.report)
  return readJson({ path, schema: reportSchema, format: reportFormat })
}

/** `evaluation.json`; null before the first kept model. */
export function readEvaluation(folder: string): Promise<Result<Evaluation | null>> {
  return readStoredEvaluation(join(folder, runFiles.evaluation))
}

/** `test-evaluation.json`; null where the kept model was not measured on a test file. */
export function readTestEvaluation(folder: string): Promise<Result<Evaluation | null>> {
  return readStoredEvaluation(join(folder, runFiles.testEvaluation))
}

async function readStoredEvaluation(path: string): Promise<Result<Evaluation | null>> {
  const format = z.object({ format: z.literal(evaluationFormat) })
  const schema = format.and(storedEvaluationSchema)
  const read = await readJson({ path, schema, format: evaluationFormat })
  if (!read.ok || read.value === null) return read.ok ? success(null) : read
  return success(withoutFormat(read.value))
}

function withoutFormat({
  format: _format,
  ...evaluation
}: { format: string } & Evaluation): Evaluation {
  return evaluation
}

/** `notes.json`, without its format; empty notes where there is none. */
export async function readNotes(folder: string): Promise<Result<RunNotes>> {
  const path = join(folder, runFiles.notes)
  const read = await readJson({ path, schema: runNotesSchema, format: notesFormat })
  if (!read.ok) return read
  if (read.value === null) return success(noNotes)
  const { name, notes, tags, starred } = read.value
  return success({ name, notes, tags, starred })
}

/** The checkpoints of `checkpoints.json` whose files are whole, oldest first; those whose files are not are left out. */
export async function readCheckpoints(folder: string): Promise<Result<Checkpoint[]>> {
  const path = join(folder, runFiles.checkpoints)
  const read = await readJson({ path, schema: checkpointsSchema, format: checkpointsFormat })
  if (!read.ok) return read
  const listed = read.value?.checkpoints ?? []
  const whole = await Promise.all(
    listed.map(({ file, bytes }) => isWhole(join(folder, file), bytes)),
  )
  return success(listed.filter((_checkpoint, index) => whole[index]))
}

function isWhole(path: string, bytes: number): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile() && found.size === bytes,
    () => false,
  )
}
