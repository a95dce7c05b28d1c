// One training step: forward, loss, gradients by backpropagation through time, update.
import type { LayersModel, NamedTensorMap, Scalar, Variable } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { trainableTensors } from '../model/tfjs-internals'
import type { LearnerBatch } from '../tasks/task'
import { clipByValue, scaleByNorm } from './clip'
import type { Optimizer } from './optimizers'
import { sumOfSquares } from './sum-of-squares'

/** What a run's steps have in common. */
export interface StepSettings {
  readonly variables: readonly Variable[]
  readonly optimizer: Optimizer
  readonly clipNorm: number | null
  readonly clipValue: number | null
}

export interface StepResult {
  /** Mean over what the batch counts, before the update; the caller's to dispose, and not fetched from TensorFlow yet. */
  readonly loss: Scalar
  /** Likewise. */
  readonly accuracy: Scalar
  /** Length of all gradients taken as one vector, before any clipping. */
  readonly gradientNorm: number
  /** False when the gradient is not a finite number; the weights are then left as they were. */
  readonly finite: boolean
}

/** The weights that a model trains. */
export function trainableVariables(model: LayersModel): Variable[] {
  return model.layers.flatMap(trainableTensors) as Variable[] // tfjs types the variable it reads as Tensor
}

/** Trains on one batch. Leaves no tensors behind but the optimizer's, those that the batch keeps, and the two of the result. */
export function trainStep(
  settings: StepSettings,
  batch: LearnerBatch,
  learningRate: number,
): StepResult {
  const { variables, optimizer, clipNorm, clipValue } = settings
  let kept: { loss: Scalar; accuracy: Scalar } | undefined
  let gradientNorm = NaN
  tf.tidy(() => {
    const { loss, accuracy, gradients } = gradientsOf(settings, batch)
    gradientNorm = globalNorm(gradients)
    kept = { loss: tf.keep(loss), accuracy }
    if (!Number.isFinite(gradientNorm)) return
    const clipped = clipValue === null ? gradients : clipByValue(gradients, clipValue)
    const norm = clipped === gradients ? gradientNorm : globalNorm(clipped)
    optimizer.apply(variables, clipped, learningRate, scaleByNorm(norm, clipNorm))
  })
  if (!kept) throw new Error('the step gave no loss')
  return { ...kept, gradientNorm, finite: Number.isFinite(gradientNorm) }
}

function gradientsOf({ variables }: StepSettings, batch: LearnerBatch) {
  let accuracy: Scalar | undefined
  const { value, grads } = tf.variableGrads(() => {
    const computed = batch.compute()
    accuracy = tf.keep(computed.accuracy)
    return computed.loss
  }, [...variables])
  if (!accuracy) throw new Error('the step gave no accuracy')
  const gradients: NamedTensorMap = grads
  return { loss: value, accuracy, gradients }
}

// Over the numbers as they are in JavaScript, where the own kernels leave them and the optimizer looks for them.
function globalNorm(gradients: NamedTensorMap): number {
  let squares = 0
  for (const gradient of Object.values(gradients)) {
    squares += sumOfSquares(gradient.dataSync<'float32'>())
  }
  return Math.sqrt(squares)
}
