// One training step: forward, loss, gradients by backpropagation through time, update.
import type { LayersModel, NamedTensorMap, Scalar, Tensor, Variable } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { logitsOf } from '../model/forward'
import { trainableTensors } from '../model/tfjs-internals'
import type { Batch } from '../text/encoded'
import { accuracyOfLogits, rowLosses } from './losses'
import type { Optimizer } from './optimizers'
import { sumOfSquares } from './sum-of-squares'

export interface StepResult {
  /** Mean over the rows, before the update. */
  readonly loss: number
  readonly accuracy: number
  /** Length of all gradients taken as one vector. */
  readonly gradientNorm: number
  /** False when loss or gradient is not a finite number; the weights are then left as they were. */
  readonly finite: boolean
}

/** The weights that a model trains. */
export function trainableVariables(model: LayersModel): Variable[] {
  return model.layers.flatMap(trainableTensors) as Variable[] // tfjs types the variable it reads as Tensor
}

/** Trains on one batch. Leaves no tensors behind but the optimizer's. */
export function trainStep(
  model: LayersModel,
  variables: Variable[],
  optimizer: Optimizer,
  batch: Batch,
): StepResult {
  return tf.tidy(() => {
    const ids = tf.tensor2d(batch.ids, [batch.rows, batch.length], 'int32')
    const labels = tf.tensor1d(batch.labels, 'int32')
    const { loss, accuracy, gradients } = gradientsOf(model, variables, ids, labels)
    const gradientNorm = globalNorm(Object.values(gradients))
    const [lossNow, accuracyNow] = tf.stack([loss, accuracy]).dataSync()
    const finite = Number.isFinite(lossNow) && Number.isFinite(gradientNorm)
    if (finite) optimizer.apply(variables, gradients)
    return { loss: lossNow, accuracy: accuracyNow, gradientNorm, finite }
  })
}

function gradientsOf(model: LayersModel, variables: Variable[], ids: Tensor, labels: Tensor) {
  let accuracy: Scalar = tf.scalar(0)
  const { value, grads } = tf.variableGrads(() => {
    const logits = logitsOf(model, ids, true)
    accuracy = tf.keep(accuracyOfLogits(logits, labels))
    return tf.mean<Scalar>(rowLosses(logits, labels))
  }, variables)
  const copy = tf.clone(accuracy)
  accuracy.dispose()
  const gradients: NamedTensorMap = grads
  return { loss: value, accuracy: copy, gradients }
}

// Over the numbers as they are in JavaScript, where the own kernels leave them and the optimizer looks for them.
function globalNorm(gradients: readonly Tensor[]): number {
  let squares = 0
  for (const gradient of gradients) squares += sumOfSquares(gradient.dataSync<'float32'>())
  return Math.sqrt(squares)
}
