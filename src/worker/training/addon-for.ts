// Says when the arithmetic of optimizers is the addon's: where it is allowed, and from the size where it pays.
import { tf } from '../backend'
import type { KernelAddon } from '../kernels/addon'
import { availableKernels, nativeKernels } from '../kernels/available'

// Calling the addon takes about 6 microseconds, in which JavaScript gets through 1,500 numbers.
const leastNumbers = 2048

/** The addon for an array of `length` numbers; undefined when JavaScript should go over them. */
export function addonFor(length: number): KernelAddon | undefined {
  if (length < leastNumbers) return undefined
  const { forced } = availableKernels(tf.getBackend())
  return forced === null || forced === 'native' ? nativeKernels() : undefined
}
