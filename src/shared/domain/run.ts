// A run as the lab tells of it: what a run folder holds, and the live state of the one that trains.
import { z } from 'zod'
import { tasks, type Experiment } from '../experiment/schema'
import { monitors } from '../experiment/training'
import type { Baseline, DatasetReport } from './dataset'
import type { Evaluation } from './evaluation'
import type { TextSample } from './generation'
import { headlineSchema } from './headline'
import type { ModelSummary } from './model-summary'

export const runFormat = 'unroll-run/2'

/** `paused` may be in memory, or, when its lab was closed meanwhile, only on disk. */
export const runStates = ['running', 'paused', 'done', 'stopped', 'failed', 'interrupted'] as const
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
  /** What else the task measures, by name, e.g. valPerplexity. */
  extras: z.record(z.string(), z.number()).optional(),
})
export type EpochMetrics = z.output<typeof epochSchema>

/** The epoch whose model the run keeps: the best by `metric`, or the last one. */
export const keptEpochSchema = z.object({
  epoch: z.int(),
  step: z.int(),
  metric: z.enum(monitors).nullable(),
  value: z.number().nullable(),
})
export type KeptEpoch = z.output<typeof keptEpochSchema>

/** The sweep or other group that a run was filed under. */
export const groupSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,80}$/),
  name: z.string().min(1).max(200),
})
export type RunGroup = z.output<typeof groupSchema>

/** Where training stands: the epoch under way, from 1, and its steps done so far. */
export const positionSchema = z.object({
  step: z.int().min(0),
  epoch: z.int().min(1),
  stepInEpoch: z.int().min(0),
  stepsPerEpoch: z.int().min(1),
})
export type Position = z.output<typeof positionSchema>

/** `run.json`: the state of a run, rewritten whenever it changes. */
export const runRecordSchema = z.object({
  format: z.literal(runFormat),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,80}$/),
  name: z.string(),
  state: z.enum(runStates),
  task: z.enum(tasks),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  epochs: z.int(),
  plannedEpochs: z.int(),
  seconds: z.number(),
  seed: z.int(),
  bestValAccuracy: z.number().nullable(),
  lastValAccuracy: z.number().nullable(),
  /** The number that the run is judged by; null in runs from before there were several. */
  headline: headlineSchema.nullable().default(null),
  /** The epoch whose model is in model/; null before the first. */
  kept: keptEpochSchema.nullable(),
  /** At the last checkpoint; null before the first. */
  position: positionSchema.nullable(),
  /** How often it was taken up again after it had ended or its lab had. */
  resumed: z.int().min(0),
  group: groupSchema.nullable(),
  /** What the sweep set for this run: path of the experiment file to value. */
  settings: z.record(z.string(), z.json()),
  parameters: z.int(),
  environment: environmentSchema.nullable(),
  /** Why it failed, ended early, or is paused by itself, for people. */
  message: z.string().nullable(),
})
export type RunRecord = z.output<typeof runRecordSchema>

/** `notes.json`: what a person says of a run; the lab never changes it by itself. */
export const runNotesSchema = z.object({
  format: z.literal('unroll-notes/1'),
  /** Shown in place of the experiment's name; null: that name. */
  name: z.string().min(1).max(200).nullable(),
  notes: z.string().max(100_000),
  tags: z.array(z.string().min(1).max(50)).max(50),
  starred: z.boolean(),
})
export type RunNotes = Omit<z.output<typeof runNotesSchema>, 'format'>

/** A run in the list. */
export interface RunListItem extends RunRecord, Omit<RunNotes, 'name'> {
  /** The person's name for it, else the experiment's. */
  readonly name: string
  readonly folder: string
  readonly hasModel: boolean
  /** It has a checkpoint to go on from, and epochs left. */
  readonly canResume: boolean
  /** All files of the folder; null while it trains. */
  readonly bytes: number | null
  /** The headline by epoch, for a spark line. */
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
  readonly learningRate: Float32Array
  /** Seconds of training, validation included and pauses left out, from the run's start to the step's end. */
  readonly seconds: Float32Array
}

/** A saved state that training can go on from. */
export interface Checkpoint extends Position {
  /** In the run folder. */
  readonly file: string
  readonly bytes: number
  readonly savedAt: string
  /** It holds the state after the best epoch. */
  readonly isBest: boolean
}

/** A line of a run's log. */
export interface LogLine {
  readonly at: string
  readonly level: 'info' | 'warning' | 'error'
  readonly message: string
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
  /** Of the kept model. */
  readonly evaluation: Evaluation | null
  /** Of the kept model on the test file, where there is one. */
  readonly testEvaluation: Evaluation | null
  /** What a language model wrote after its epochs. */
  readonly samples: readonly TextSample[]
  readonly hasModel: boolean
  readonly notes: RunNotes
  readonly checkpoints: readonly Checkpoint[]
  readonly log: readonly LogLine[]
  readonly canResume: boolean
  readonly bytes: number
}
