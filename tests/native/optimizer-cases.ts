// Calls of the optimizers with seeded random numbers, denormals and zeros among them.
import type { AdamCall, RmspropCall } from '../../src/worker/kernels/addon'
import { randomFloats, randomNumbers } from './cases'

export type UpdateCall = RmspropCall | AdamCall

const rmsprop = { rule: 'rmsprop', learningRate: 0.003, rho: 0.9, epsilon: 1e-7 } as const
const adam = { rule: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const

/** Each rule with how many slots it has. */
export const rules = [
  ['RMSprop', { ...rmsprop, momentum: 0, centered: false }, 1],
  ['RMSprop with momentum', { ...rmsprop, momentum: 0.7, centered: false }, 2],
  ['centered RMSprop', { ...rmsprop, momentum: 0, centered: true }, 2],
  ['centered RMSprop with momentum', { ...rmsprop, momentum: 0.7, centered: true }, 3],
  ['Adam', { ...adam, rate: 0.0021, kept: 1 }, 2],
  ['AdamW', { ...adam, rate: 0.0021, kept: 0.9996 }, 2],
] as const

export type Rule = (typeof rules)[number][1]

/** Gradients as training has them, and at every seventh place one of the ends of what a float can hold. */
export function gradientOf(length: number, seed: number): Float32Array {
  const ends = [0, -0, 1e-40, -3e-45, 1.2e-38, -1e-30, 3e38]
  const gradient = randomFloats(randomNumbers(seed), length, 0.1)
  for (let at = 0, end = seed; at < length; at += 7, end++) gradient[at] = ends[end % ends.length]
  return gradient
}

/** A first step: slots of zeros. */
export function updateCall(rule: Rule, slots: number, length: number, scale = 1): UpdateCall {
  return {
    ...rule,
    values: randomFloats(randomNumbers(length), length, 1),
    gradient: gradientOf(length, 1),
    slots: Array.from({ length: slots }, () => new Float32Array(length)),
    gradientScale: scale,
  }
}
