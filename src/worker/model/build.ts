// Builds the tfjs model of an experiment.
import type { Sequential } from '@tensorflow/tfjs'
import { layerNames } from '#shared/domain/model-summary'
import { inputLengthOf, type Experiment } from '#shared/experiment/schema'
import { vocabularySizeOf } from '#shared/experiment/text'
import { tf } from '../backend'
import { installKernels } from '../kernels/install'
import { DropoutMasks } from './dropout'
import { createLayer, type LayerContext } from './layers'

export interface BuiltModel {
  readonly model: Sequential
  /** To be told of each training step. */
  readonly masks: DropoutMasks
}

/**
 * The model with its initial weights; input [batch, time] of token ids. The experiment must have passed
 * `findModelProblems`. The caller disposes the model.
 */
export function buildModel(experiment: Experiment): BuiltModel {
  const { layers } = experiment.model
  const names = layerNames(layers)
  const { seed } = experiment.training
  const masks = new DropoutMasks(seed)
  const model = tf.sequential()
  // tfjs copies initial values into variables and leaves the values themselves to the surrounding tidy.
  tf.tidy(() => {
    for (const [index, spec] of layers.entries()) {
      const inputShape: LayerContext['inputShape'] =
        index === 0 ? [inputLengthOf(experiment)] : undefined
      const vocabularySize = vocabularySizeOf(experiment.text)
      const name = names[index]
      model.add(createLayer(spec, { name, index, seed, vocabularySize, inputShape, masks }))
    }
  })
  installKernels(model)
  return { model, masks }
}
