// Trains a model step by step without a loop around it: no checkpoints, no events.
import type { LayersModel } from '@tensorflow/tfjs'
import type { Experiment } from '#shared/experiment/schema'
import { tf } from '../../../src/worker/backend'
import type { Batch } from '../../../src/worker/text/encoded'
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
    ...{ model, optimizer, variables: trainableVariables(model) },
    ...{ clipNorm: training.clipNorm, clipValue: training.clipValue },
    loss: { labelSmoothing: training.labelSmoothing, classWeights: null },
  }
  return {
    step: (batch) => {
      const { loss, accuracy } = trainStep(settings, batch, training.optimizer.learningRate)
      const [value] = loss.dataSync()
      tf.dispose([loss, accuracy])
      return value
    },
    dispose: () => optimizer.dispose(),
  }
}
