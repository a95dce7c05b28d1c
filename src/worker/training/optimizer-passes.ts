// RMSprop and Adam as one pass each over a weight's numbers, instead of some ten operations that each go over all of them.
//
// The own kernels take weights from and give gradients to JavaScript, so nothing is copied to TensorFlow and back.
import type { OptimizerOptions } from '#shared/experiment/schema'

/** How one weight changes at a step. `step` counts from 1; slots are changed in place. */
export interface UpdatePass {
  /** How many numbers are kept for each number of the weight; all start at 0. */
  readonly slots: number
  /** The weight's new values; neither `values` nor `gradient` is changed. */
  updateNumbers(
    values: Float32Array,
    gradient: Float32Array,
    slots: readonly Float32Array[],
    step: number,
  ): Float32Array
}

/** The optimizers that are run as a pass. */
export type PassOptions = Extract<OptimizerOptions, { type: 'rmsprop' | 'adam' | 'adamw' }>

type OptionsOf<Type extends PassOptions['type']> = Extract<PassOptions, { type: Type }>

/** Whether the optimizer is run as a pass. */
export function hasPass(options: OptimizerOptions): options is PassOptions {
  return options.type === 'rmsprop' || options.type === 'adam' || options.type === 'adamw'
}

/** The pass of an optimizer. */
export function passOf(options: PassOptions): UpdatePass {
  if (options.type === 'rmsprop') return rmspropPass(options)
  return adamPass(options, options.type === 'adamw' ? options.weightDecay : 0)
}

// Hinton's lecture 6e, with Keras's epsilon inside the root.
function rmspropPass(options: OptionsOf<'rmsprop'>): UpdatePass {
  const { learningRate, rho, momentum, epsilon, centered } = options
  return {
    slots: 1 + (momentum > 0 ? 1 : 0) + (centered ? 1 : 0),
    updateNumbers: (values, gradient, slots) => {
      const updated = new Float32Array(values.length)
      const [squares] = slots
      const velocities = momentum > 0 ? slots[1] : null
      const means = centered ? slots[slots.length - 1] : null
      for (let index = 0; index < values.length; index++) {
        const slope = gradient[index]
        let variance = rho * squares[index] + (1 - rho) * slope * slope
        squares[index] = variance
        if (means) {
          means[index] = rho * means[index] + (1 - rho) * slope
          // Rounding must not make a variance negative.
          variance = Math.max(0, variance - means[index] * means[index])
        }
        let direction = slope / Math.sqrt(variance + epsilon)
        if (velocities) {
          direction += momentum * velocities[index]
          velocities[index] = direction
        }
        updated[index] = values[index] - learningRate * direction
      }
      return updated
    },
  }
}

// Kingma and Ba, 2014, in the form with epsilon hat; with decay: Loshchilov and Hutter, 2017.
function adamPass(options: OptionsOf<'adam' | 'adamw'>, weightDecay: number): UpdatePass {
  const { learningRate, beta1, beta2, epsilon } = options
  const kept = 1 - learningRate * weightDecay
  return {
    slots: 2,
    updateNumbers: (values, gradient, [means, squares], step) => {
      const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step)
      const updated = new Float32Array(values.length)
      for (let index = 0; index < values.length; index++) {
        const slope = gradient[index]
        const mean = beta1 * means[index] + (1 - beta1) * slope
        const square = beta2 * squares[index] + (1 - beta2) * slope * slope
        means[index] = mean
        squares[index] = square
        updated[index] = kept * values[index] - (rate * mean) / (Math.sqrt(square) + epsilon)
      }
      return updated
    },
  }
}
