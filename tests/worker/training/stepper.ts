// Trains a model step by step without a loop around it: no checkpoints, no events.
import type { LayersModel, Scalar } from '@tensorflow/tfjs'
import type { Experiment } from '#shared/experiment/schema'
import { tf } from '../../../src/worker/backend'
import { logitsOf } from '../../../src/worker/model/forward'
import type { Batch } from '../../../src/worker/text/encoded'
import { accuracyOfLogits, rowLosses } from '../../../src/worker/training/losses'
import { Optimizer } from '../../../src/worker/training/optimizers'
import { trainableVariables, trainStep } from '../../../src/worker/training/step'

export interface Stepper {
  /** One step; gives the loss before it. */
  step(batch: Batch): number
  dispose(): void
}

export function stepperFor(model: LayersModel, { training }: Experiment): Stepper {
  const optimizer = new Optimizer(training.optimizer)
  const settings = {
    ...{ optimizer, variables: trainableVariables(model) },
    ...{ clipNorm: training.clipNorm, clipValue: training.clipValue },
  }
  return {
    step: (batch) => {
      const counted = { weight: batch.rows, compute: () => computed(model, batch, training) }
      const { loss, accuracy } = trainStep(settings, counted, training.optimizer.learningRate)
      const [value] = loss.dataSync()
      tf.dispose([loss, accuracy])
      return value
    },
    dispose: () => optimizer.dispose(),
  }
}

function computed(
  model: LayersModel,
  { ids, rows, length, labels }: Batch,
  { labelSmoothing }: Experiment['training'],
) {
  const logits = logitsOf(model, tf.tensor2d(ids, [rows, length], 'int32'), true)
  const wanted = tf.tensor1d(labels, 'int32')
  const losses = rowLosses(logits, wanted, { labelSmoothing, classWeights: null })
  return { loss: tf.mean<Scalar>(losses), accuracy: accuracyOfLogits(logits, wanted) }
}
