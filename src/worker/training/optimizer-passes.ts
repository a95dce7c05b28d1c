// RMSprop and Adam as one pass each over a weight's numbers, instead of some ten operations that each go over all of them.
//
// The own kernels take weights from and give gradients to JavaScript, so nothing is copied to TensorFlow and back. Large
// weights are the addon's.
import type { OptimizerOptions } from '#shared/experiment/training'
import type { AdamCall, RmspropCall } from '../kernels/addon'
import { addonFor } from './addon-for'
import { updateInJavaScript } from './optimizer-arithmetic'

/** How one weight changes at a step. */
export interface UpdatePass {
  /** How many numbers are kept for each number of the weight; all start at 0. */
  readonly slots: number
  /**
   * One step of one weight. Slots are changed in place; neither `values` nor `gradient` is changed.
   * @param slots as many arrays as `slots` says, of the length of `values` like `gradient`
   * @param step counts from 1
   * @param learningRate of this step; the options' is not looked at
   * @param gradientScale multiplies each number of the gradient first; 1 for none
   * @returns the new values, a new array
   * @throws RangeError for arrays whose number or lengths do not fit
   */
  updateNumbers(
    values: Float32Array,
    gradient: Float32Array,
    slots: readonly Float32Array[],
    step: number,
    learningRate: number,
    gradientScale: number,
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

function rmspropPass(options: OptionsOf<'rmsprop'>): UpdatePass {
  const { rho, momentum, epsilon, centered } = options
  return {
    slots: 1 + (momentum > 0 ? 1 : 0) + (centered ? 1 : 0),
    updateNumbers: (values, gradient, slots, _step, learningRate, gradientScale) => {
      const numbers = { values, gradient, slots, gradientScale }
      return update({ ...numbers, rule: 'rmsprop', learningRate, rho, momentum, epsilon, centered })
    },
  }
}

function adamPass(options: OptionsOf<'adam' | 'adamw'>, weightDecay: number): UpdatePass {
  const { beta1, beta2, epsilon } = options
  return {
    slots: 2,
    updateNumbers: (values, gradient, slots, step, learningRate, gradientScale) => {
      const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step)
      const kept = 1 - learningRate * weightDecay
      const numbers = { values, gradient, slots, gradientScale }
      return update({ ...numbers, rule: 'adam', rate, kept, beta1, beta2, epsilon })
    },
  }
}

function update(call: RmspropCall | AdamCall): Float32Array {
  const addon = addonFor(call.values.length)
  return addon ? addon.update(call) : updateInJavaScript(call)
}
