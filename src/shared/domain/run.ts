// A run as the lab tells of it: what a run folder holds, and the live state of the one that trains.
import { z } from 'zod'
import type { Experiment } from '../experiment/schema'
import type { Baseline, DatasetReport } from './dataset'
import type { ClassMetrics, ConfusionMatrix } from './metrics'
import type { ModelSummary } from './model-summary'

export const runFormat = 'unroll-run/1'

export const runStates = ['running', 'done', 'stopped', 'failed', 'interrupted'] as const
export type RunState = (typeof runStates)[number]

/** What ran the mathematics. */
export const environmentSchema = z.object({
  unroll: z.string(),
  node: z.string(),
  platform: z.string(),
  backend: z.enum(['tensorflow', 'cpu']),
  /** Version of libtensorflow, or null on tfjs's JavaScript backend. */
  tensorflow: z.string().nullable(),
  tfjs: z.string(),
  threads: z.int(),
  /** What recurrent layers run on here and why; runs from before there was a choice do not say. */
  kernels: z.string().optional(),
  /** A warning for people, e.g. that the JavaScript backend is slow. */
  warning: z.string().nullable(),
})
export type Environment = z.output<typeof environmentSchema>

export const epochSchema = z.object({
  epoch: z.int(),
  loss: z.number(),
  accuracy: z.number(),
  valLoss: z.number(),
  valAccuracy: z.number(),
  seconds: z.number(),
  /** Steps from the start of the run to the end of this epoch. */
  step: z.int(),
})
export type EpochMetrics = z.output<typeof epochSchema>

/** `run.json`: the state of a run, rewritten whenever it changes. */
export const runRecordSchema = z.object({
  format: z.literal(runFormat),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,80}$/),
  name: z.string(),
  state: z.enum(runStates),
  task: z.literal('classification'),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  epochs: z.int(),
  plannedEpochs: z.int(),
  seconds: z.number(),
  seed: z.int(),
  bestValAccuracy: z.number().nullable(),
  lastValAccuracy: z.number().nullable(),
  parameters: z.int(),
  environment: environmentSchema.nullable(),
  /** Why it failed, for people. */
  message: z.string().nullable(),
})
export type RunRecord = z.output<typeof runRecordSchema>

/** A run in the list. */
export interface RunListItem extends RunRecord {
  readonly folder: string
  readonly hasModel: boolean
  /** Validation accuracy by epoch, for a spark line. */
  readonly curve: readonly number[]
}

/** A folder in the store that could not be read, named and left as it is. */
export interface DamagedRun {
  readonly folder: string
  readonly reason: string
}

/** Steps as columns: index i is step `first + i` of the run. 1-based steps. */
export interface StepColumns {
  readonly first: number
  readonly loss: Float32Array
  readonly accuracy: Float32Array
  readonly gradientNorm: Float32Array
  /** Wall time of each step in milliseconds. */
  readonly milliseconds: Float32Array
}

export interface WrongExample {
  readonly text: string
  readonly actual: string
  readonly predicted: string
  readonly probability: number
}

export interface Evaluation {
  readonly loss: number
  readonly accuracy: number
  readonly rows: number
  readonly labels: readonly string[]
  readonly confusion: ConfusionMatrix
  readonly classes: readonly ClassMetrics[]
  readonly macroF1: number
  /** The most confidently wrong, at most 20, texts cut to 300 characters. */
  readonly wrong: readonly WrongExample[]
  readonly seconds: number
}

/** Everything a run folder tells. */
export interface RunDetail {
  readonly record: RunRecord
  readonly folder: string
  readonly experiment: Experiment
  readonly summary: ModelSummary
  readonly report: DatasetReport | null
  readonly baselines: readonly Baseline[]
  readonly epochs: readonly EpochMetrics[]
  readonly steps: StepColumns
  readonly evaluation: Evaluation | null
  readonly hasModel: boolean
}

export interface Prediction {
  readonly text: string
  readonly label: string
  readonly probability: number
  /** In the order of the labels. */
  readonly probabilities: readonly { readonly label: string; readonly probability: number }[]
  /** Tokens of the text, and how many of them the vocabulary does not know. */
  readonly tokens: number
  readonly unknown: number
}

export interface ExportReport {
  readonly format: 'tfjs'
  readonly folder: string
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
}
