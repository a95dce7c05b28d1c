// Gradient clipping: each number to a size, or all gradients together to a length.
//
// With both set, the numbers are cut first and the length is that of what is left. Keras allows only one of the two:
// https://keras.io/api/optimizers/#clipnorm-argument
import type { NamedTensorMap } from '@tensorflow/tfjs'
import { tf } from '../backend'

/**
 * New gradients with each number between -clipValue and clipValue; not-a-number stays so. Call it inside a tidy.
 * In JavaScript, where the own kernels leave gradients and the optimizer looks for them.
 */
export function clipByValue(gradients: NamedTensorMap, clipValue: number): NamedTensorMap {
  const clipped: NamedTensorMap = {}
  for (const [name, gradient] of Object.entries(gradients)) {
    const values = gradient
      .dataSync<'float32'>()
      .map((value) => Math.max(-clipValue, Math.min(clipValue, value)))
    clipped[name] = tf.tensor(values, gradient.shape)
  }
  return clipped
}

/**
 * What to multiply all gradients by so that their length is at most clipNorm: Keras's global_clipnorm.
 * @param norm length of all gradients taken as one vector
 * @param clipNorm null: not clipped
 */
export function scaleByNorm(norm: number, clipNorm: number | null): number {
  return clipNorm !== null && norm > clipNorm ? clipNorm / norm : 1
}
