// Schemas for what arrives at the engine from a window: the page is not trusted.
import { z } from 'zod'
import { dataSchema, encodings, textSchema } from '../experiment/schema'

const path = z.string().min(1).max(4096)
const run = z.string().min(1).max(4096)

/** The arguments of each LabApi call, as tuples. */
export const labRequestSchemas = {
  describe: z.tuple([]),
  preview: z.tuple([
    z.strictObject({
      path,
      encoding: z.enum(encodings),
      split: z.enum(['train', 'test']).nullable(),
    }),
  ]),
  report: z.tuple([
    z.strictObject({
      data: dataSchema,
      text: textSchema,
      seed: z.int(),
      requestId: z.string().min(1).max(100),
      baselines: z.boolean(),
    }),
  ]),
  train: z.tuple([z.unknown(), z.strictObject({ out: path.nullable() })]),
  stop: z.tuple([z.string().max(200)]),
  runs: z.tuple([]),
  run: z.tuple([run]),
  predict: z.tuple([run, z.array(z.string().max(1_000_000)).max(1000)]),
  evaluate: z.tuple([run, z.strictObject({ path, split: z.enum(['train', 'test']).nullable() })]),
  exportRun: z.tuple([run, z.literal('tfjs'), path]),
  loadDraft: z.tuple([]),
  saveDraft: z.tuple([z.unknown()]),
} as const
