// A memory exam: small generated tasks that say how far back a cell can remember.
import { z } from 'zod'
import { cells } from './cells'

export const examTasks = ['copy', 'adding', 'recall', 'brackets'] as const
export type ExamTask = (typeof examTasks)[number]

export const examRequestSchema = z.strictObject({
  requestId: z.string().min(1).max(100),
  task: z.enum(examTasks),
  cells: z.array(z.enum(cells)).min(1).max(3),
  /** Lengths in steps, what each means is the task's. */
  lengths: z.array(z.int().min(2).max(500)).min(1).max(12),
  units: z.int().min(1).max(512).default(32),
  /** Training steps at most for each cell and length; a cell that has solved it ends sooner. */
  steps: z.int().min(10).max(100_000).default(1500),
  batchSize: z.int().min(1).max(1024).default(64),
  learningRate: z.number().positive().max(1).default(0.01),
  seed: z.int().min(0).max(2_147_483_647).default(7),
})
export type ExamRequest = z.output<typeof examRequestSchema>

export const examScoreSchema = z.object({
  cell: z.enum(cells),
  length: z.int(),
  /** 0 to 1 on held-out examples: the share that is right (of the adding problem, within 0.04). */
  score: z.number(),
  /** What guessing reaches. */
  chance: z.number(),
  loss: z.number(),
  steps: z.int(),
  seconds: z.number(),
  isSolved: z.boolean(),
})
export type ExamScore = z.output<typeof examScoreSchema>

/** `exams/<id>.json`. */
export const examSchema = z.object({
  format: z.literal('unroll-exam/1'),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,80}$/),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  message: z.string().nullable(),
  startedAt: z.string(),
  seconds: z.number(),
  request: examRequestSchema.omit({ requestId: true }),
  /** Example of the task at its shortest length, for people: what is read and what is asked. */
  example: z.object({ input: z.string(), answer: z.string() }),
  scores: z.array(examScoreSchema),
})
export type Exam = z.output<typeof examSchema>
