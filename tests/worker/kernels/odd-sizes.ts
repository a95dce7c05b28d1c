// Trains and predicts on TensorFlow's operations with batches, inputs and units that are odd.
import { startBackend, tf } from '../../../src/worker/backend'
import { answersOf, cells, modelOf, numbers } from './layer-pair'

/** The word done, after every cell ran on native TensorFlow. */
export async function runOddSizes(): Promise<string> {
  const { backend } = await startBackend()
  if (backend !== 'tensorflow') return backend
  for (const cell of cells) {
    for (const batch of [1, 3]) {
      const size = { batch, time: 5, inputs: 7, units: 9 }
      const model = modelOf(cell, {}, size, 'tensorflow')
      answersOf(model, size)
      tf.tidy(() => model.predict(numbers([batch, 5, 7], 1)))
      model.dispose()
    }
  }
  return 'done'
}
