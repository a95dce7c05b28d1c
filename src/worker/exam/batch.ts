// Examples of an exam's task as tensors, and how an answer is held against them.
import type { LayersModel, Scalar, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import type { ExamTaskRules } from '#shared/domain/inside/exam-tasks/exam-task'
import { tf } from '../backend'
import { accuracyOfLogits, rowLosses } from '../training/losses'
import { answersOf } from './small-model'

/** Examples of one length, side by side. */
export interface ExamBatch {
  readonly rows: number
  readonly steps: number
  /** [rows, steps, inputs] */
  readonly input: Float32Array
  /** [rows, answered] */
  readonly answers: Float32Array
}

/** Draws examples one after the other from `random`. */
export function drawBatch(
  rules: ExamTaskRules,
  length: number,
  rows: number,
  random: () => number,
): ExamBatch {
  const steps = rules.steps(length)
  const input = new Float32Array(rows * steps * rules.inputs)
  const answers = new Float32Array(rows * rules.answered)
  for (let row = 0; row < rows; row++) {
    const sequence = rules.draw(length, random)
    input.set(sequence.input, row * steps * rules.inputs)
    answers.set(sequence.answers, row * rules.answered)
  }
  return { rows, steps, input, answers }
}

/** Mean loss of the answers, and the share of them that is right. Call it inside a tidy. */
export function measureBatch(
  model: LayersModel,
  rules: ExamTaskRules,
  { rows, steps, input, answers }: ExamBatch,
): { loss: Scalar; accuracy: Scalar } {
  const read: Tensor3D = tf.tensor3d(input, [rows, steps, rules.inputs])
  const given = answersOf(model, read, rules.answered) // [rows x answered, outputs]
  if (rules.kind === 'number') return measureNumbers(given, tf.tensor1d(answers), rules)
  const wanted = tf.tensor1d(Int32Array.from(answers), 'int32') // [rows x answered]
  return {
    loss: tf.mean(rowLosses(given, wanted)),
    accuracy: accuracyOfLogits(given, wanted),
  }
}

// The loss is the mean squared error.
function measureNumbers(given: Tensor2D, wanted: Tensor, { tolerance }: ExamTaskRules) {
  const difference = tf.sub(tf.reshape(given, [-1]), wanted)
  const isNear = tf.lessEqual(tf.abs(difference), tolerance ?? 0)
  return {
    loss: tf.mean<Scalar>(tf.square(difference)),
    accuracy: tf.mean<Scalar>(tf.cast(isNear, 'float32')),
  }
}
