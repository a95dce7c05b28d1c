// Computes an example with the layers of TensorFlow.js, for formats that are read back as such.
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import { tf } from '../../backend'
import { releaseMasks } from '../../model/dropout'
import type { ModelInputs } from './vectors'

/** What the model gives for one example, as `ExportedModel.compute` has it. */
export function computeLayers(
  model: LayersModel,
  inputs: ModelInputs,
  steps: readonly number[] | null,
): Float32Array[] {
  const output = tf.tidy(() => {
    const tensors = Object.values(inputs).map((ids) => tf.tensor2d(ids, [1, ids.length], 'int32'))
    return model.predict(tensors) as Tensor // one output
  })
  releaseMasks(model)
  const width = output.shape[output.shape.length - 1]
  const rows = output.dataSync<'float32'>()
  output.dispose()
  return (steps ?? [0]).map((step) => rows.subarray(step * width, (step + 1) * width))
}
