// One cell on one task at one length: trains it on fresh examples until it has solved the task or its steps are used up.
import type { LayersModel } from '@tensorflow/tfjs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { cells, type Cell } from '#shared/domain/inside/cells'
import { examTasks, type ExamRequest, type ExamScore } from '#shared/domain/inside/exam'
import { pick, type ExamTaskRules } from '#shared/domain/inside/exam-tasks/exam-task'
import { examTaskRules } from '#shared/domain/inside/exam-tasks/tasks'
import { optimizerSchema } from '#shared/experiment/training'
import { tf } from '../backend'
import { deriveSeed } from '../model/seeds'
import { seededRandom } from '../text/random'
import { Optimizer } from '../training/optimizers'
import type { RunControl } from '../training/run-control'
import { trainableVariables, trainStep } from '../training/step'
import { drawBatch, measureBatch, type ExamBatch } from './batch'
import { buildSmallModel } from './small-model'

/** Held-out examples that are looked at during training, and others for the score. */
const checkedRows = 256
const scoredRows = 512
/** Steps between two checks. */
const checkEvery = 25
/** From this share of the checked examples on, training ends. */
const enough = 0.99
/** From this score on, the task counts as solved. */
const solved = 0.9
const clipNorm = 1
/** Of the lengths that are trained on. */
const shortest = 2

/** What random numbers are for; keeps equal paths of different uses apart. */
const uses = { weights: 1, training: 2, checked: 3, scored: 4 } as const

export interface CellExam {
  readonly request: Omit<ExamRequest, 'requestId' | 'cells' | 'lengths'>
  readonly cell: Cell
  readonly length: number
  readonly control: RunControl
  /** How far training is, 0 to 1, and the share of checked examples that is right. */
  onProgress(share: number, score: number): void
}

/** The score, the same for the same request whatever else is examined; null when it was stopped. */
export async function examineCell(exam: CellExam): Promise<ExamScore | null> {
  const { request, cell, length } = exam
  const rules = examTaskRules[request.task]
  const model = buildSmallModel({ cell, units: request.units, rules, seed: weightSeed(exam) })
  try {
    const began = performance.now()
    const steps = await train(exam, model, rules)
    if (steps === null) return null
    const { loss, score } = measure(model, rules, heldOut(exam, rules, 'scored', scoredRows))
    return {
      ...{ cell, length, score, loss, steps },
      chance: rules.chance,
      seconds: (performance.now() - began) / 1000,
      isSolved: score >= solved,
    }
  } finally {
    model.dispose()
  }
}

/** Steps done; null when it was stopped. */
async function train(
  exam: CellExam,
  model: LayersModel,
  rules: ExamTaskRules,
): Promise<number | null> {
  const { request, length, control, onProgress } = exam
  const optimizer = new Optimizer(optimizerSchema.parse({ type: 'adam' }))
  const settings = { variables: trainableVariables(model), optimizer, clipNorm, clipValue: null }
  const random = seededRandom(dataSeed(exam, 'training'))
  const checked = heldOut(exam, rules, 'checked', checkedRows)
  let score = rules.chance
  try {
    for (let step = 1; step <= request.steps; step++) {
      // Examples of all lengths up to the one asked about: short ones teach what the long ones are about.
      const trainedLength = shortest + pick(length - shortest + 1, random)
      const batch = drawBatch(rules, trainedLength, request.batchSize, random)
      const compute = () => measureBatch(model, rules, batch)
      const rate = learningRateAt(step, request)
      const { loss, accuracy } = trainStep(settings, { weight: batch.rows, compute }, rate)
      tf.dispose([loss, accuracy])
      if (step % checkEvery === 0) score = measure(model, rules, checked).score
      onProgress(step / request.steps, score)
      if (score >= enough) return step
      await nextTurn()
      if (control.isStopped) return null
    }
    return request.steps
  } finally {
    optimizer.dispose()
  }
}

// Constant over the first half of the steps, then down in a line to nothing, so that the last steps settle.
function learningRateAt(step: number, { learningRate, steps }: CellExam['request']): number {
  return learningRate * Math.min(1, 2 - (2 * (step - 1)) / steps)
}

function measure(
  model: LayersModel,
  rules: ExamTaskRules,
  batch: ExamBatch,
): { loss: number; score: number } {
  return tf.tidy(() => {
    const { loss, accuracy } = measureBatch(model, rules, batch)
    return { loss: loss.dataSync()[0], score: accuracy.dataSync()[0] }
  })
}

function heldOut(
  exam: CellExam,
  rules: ExamTaskRules,
  use: 'checked' | 'scored',
  rows: number,
): ExamBatch {
  return drawBatch(rules, exam.length, rows, seededRandom(dataSeed(exam, use)))
}

function weightSeed({ request, cell, length }: CellExam): number {
  const { seed, task } = request
  return deriveSeed(seed, uses.weights, examTasks.indexOf(task), length, cells.indexOf(cell))
}

/** Without the cell: all cells see the same examples. */
function dataSeed({ request, length }: CellExam, use: 'training' | 'checked' | 'scored'): number {
  const { seed, task } = request
  return deriveSeed(seed, uses[use], examTasks.indexOf(task), length)
}
