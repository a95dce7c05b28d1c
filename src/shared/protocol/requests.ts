// Schemas for what arrives at the engine from a window: the page is not trusted.
import { z } from 'zod'
import { exportRequestSchema } from '../domain/export'
import { generationRequestSchema } from '../domain/generation'
import { importOptionsSchema } from '../domain/import'
import { activityRequestSchema } from '../domain/inside/activity'
import { examRequestSchema } from '../domain/inside/exam'
import { gradientFlowRequestSchema } from '../domain/inside/gradient-flow'
import { inspectionRequestSchema } from '../domain/inside/inspection'
import { lessonProgressSchema } from '../domain/inside/lessons'
import { raceRequestSchema } from '../domain/inside/race'
import { surgerySchema, variantSchema } from '../domain/inside/surgery'
import { weightsRequestSchema } from '../domain/inside/weights'
import {
  attributionRequestSchema,
  embeddingMapRequestSchema,
  neighboursRequestSchema,
} from '../domain/inside/words'
import { runNotesSchema } from '../domain/run'
import { tasks } from '../experiment/schema'
import { dataSchema, encodings, quotes, separators } from '../experiment/data'
import { textSchema } from '../experiment/text'

const path = z.string().min(1).max(4096)
const id = z.string().min(1).max(200)
const run = z.string().min(1).max(4096)

const split = z.enum(['train', 'test']).nullable()
const dialect = {
  separator: z.enum(separators).optional(),
  quote: z.enum(quotes).optional(),
  header: z.union([z.literal('auto'), z.boolean()]).optional(),
}
const column = z.string().min(1).max(4096).nullable().optional()

/** The arguments of each LabApi call, as tuples. */
export const labRequestSchemas = {
  describe: z.tuple([]),
  preview: z.tuple([z.strictObject({ path, encoding: z.enum(encodings), split, ...dialect })]),
  report: z.tuple([
    z.strictObject({
      task: z.enum(tasks),
      data: dataSchema,
      text: textSchema,
      seed: z.int(),
      requestId: z.string().min(1).max(100),
      baselines: z.boolean(),
      findings: z.boolean(),
    }),
  ]),
  view: z.tuple([
    z.strictObject({
      task: z.enum(tasks),
      data: dataSchema,
      text: textSchema,
      seed: z.int(),
      row: z.int().min(0),
    }),
  ]),
  forecast: z.tuple([z.unknown(), z.string().min(1).max(100)]),
  train: z.tuple([z.unknown(), z.strictObject({ out: path.nullable() })]),
  pause: z.tuple([id]),
  goOn: z.tuple([id]),
  resume: z.tuple([run, z.strictObject({ settings: z.record(z.string().max(200), z.json()) })]),
  stop: z.tuple([id]),
  discard: z.tuple([id]),
  queue: z.tuple([]),
  enqueue: z.tuple([z.unknown()]),
  enqueueResume: z.tuple([run]),
  sweep: z.tuple([
    z.strictObject({
      name: z.string().min(1).max(200),
      runs: z
        .array(
          z.strictObject({
            experiment: z.unknown(),
            settings: z.record(z.string().max(200), z.json()),
          }),
        )
        .min(1)
        .max(1000),
    }),
  ]),
  moveQueued: z.tuple([id, z.int().min(0).max(10_000)]),
  cancelQueued: z.tuple([z.array(id).max(10_000)]),
  holdQueue: z.tuple([z.boolean()]),
  runs: z.tuple([]),
  run: z.tuple([run]),
  updateRun: z.tuple([run, runNotesSchema.omit({ format: true }).partial()]),
  deleteRuns: z.tuple([z.array(run).min(1).max(10_000)]),
  importRun: z.tuple([path, importOptionsSchema]),
  predict: z.tuple([
    run,
    z.array(z.string().max(1_000_000)).max(1000),
    z.strictObject({ beams: z.int().min(1).max(50) }).optional(),
  ]),
  generate: z.tuple([run, generationRequestSchema]),
  evaluate: z.tuple([
    run,
    z.strictObject({
      path,
      split,
      text: column,
      label: column,
      encoding: z.enum(encodings).optional(),
      ...dialect,
    }),
  ]),
  exportRefusals: z.tuple([run]),
  exportRun: z.tuple([run, exportRequestSchema]),
  verifyExport: z.tuple([path, id]),
  snapshots: z.tuple([run]),
  inspect: z.tuple([run, inspectionRequestSchema]),
  writeUnderSurgery: z.tuple([run, generationRequestSchema, surgerySchema]),
  layerWeights: z.tuple([run, weightsRequestSchema]),
  weightHistory: z.tuple([run, weightsRequestSchema.omit({ snapshot: true })]),
  unitActivity: z.tuple([run, activityRequestSchema]),
  gradientFlow: z.tuple([run, gradientFlowRequestSchema]),
  embeddingMap: z.tuple([run, embeddingMapRequestSchema]),
  neighbours: z.tuple([run, neighboursRequestSchema]),
  attribution: z.tuple([run, attributionRequestSchema]),
  timeline: z.tuple([run]),
  timelineRecord: z.tuple([run, z.int().min(0)]),
  variants: z.tuple([run]),
  saveVariant: z.tuple([run, variantSchema.pick({ name: true, surgery: true })]),
  deleteVariant: z.tuple([run, id]),
  race: z.tuple([raceRequestSchema]),
  races: z.tuple([]),
  openRace: z.tuple([id]),
  deleteRace: z.tuple([id]),
  exam: z.tuple([examRequestSchema]),
  exams: z.tuple([]),
  deleteExam: z.tuple([id]),
  loadLessons: z.tuple([]),
  saveLessons: z.tuple([lessonProgressSchema]),
  loadDraft: z.tuple([]),
  saveDraft: z.tuple([z.unknown()]),
} as const
