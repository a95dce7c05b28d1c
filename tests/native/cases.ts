// Calls with seeded random numbers, and the addon they are made to.
import {
  loadAddon,
  type Cell,
  type KernelAddon,
  type OutputGradients,
  type SequenceCall,
} from '../../src/worker/kernels/addon'
import { gatesOf } from './reference'

export const cells: readonly Cell[] = ['SimpleRNN', 'LSTM', 'GRU']

/** The addon that set-up built; without it there is nothing to test, so it throws. */
export function requireAddon(): KernelAddon {
  const addon = loadAddon()
  if ('missing' in addon) throw new Error(`These tests need the own kernels: ${addon.missing}.`)
  return addon
}

/** Numbers from 0 up to 1, the same for a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Numbers from -scale to scale. */
export function randomFloats(next: () => number, length: number, scale: number): Float32Array {
  return Float32Array.from({ length }, () => (next() * 2 - 1) * scale)
}

export interface CaseOptions {
  readonly batch?: number
  readonly time?: number
  readonly inputs?: number
  readonly units?: number
  /** Token ids of so many words instead of a sequence. */
  readonly vocabulary?: number
  readonly bias?: boolean
  readonly mask?: boolean
  readonly initial?: boolean
  readonly goBackwards?: boolean
  readonly returnSequences?: boolean
}

/** A call that keeps what the backward pass needs. */
export function makeCall(cell: Cell, options: CaseOptions = {}, seed = 1): SequenceCall {
  const next = randomNumbers(seed)
  const { batch = 3, time = 5, inputs = 7, units = 5, vocabulary } = options
  const width = gatesOf[cell] * units
  const state = () => randomFloats(next, batch * units, 1)
  return {
    cell,
    batch,
    time,
    inputs,
    units,
    kernel: randomFloats(next, inputs * width, 1 / Math.sqrt(inputs)),
    recurrentKernel: randomFloats(next, units * width, 1 / Math.sqrt(units)),
    bias: options.bias === false ? null : randomFloats(next, width, 0.5),
    ...(vocabulary === undefined
      ? { input: randomFloats(next, batch * time * inputs, 1) }
      : {
          ids: Int32Array.from({ length: batch * time }, () => Math.floor(next() * vocabulary)),
          embeddings: randomFloats(next, vocabulary * inputs, 1),
        }),
    ...(options.mask && {
      inputMask: Float32Array.from({ length: batch * inputs }, () => (next() < 0.3 ? 0 : 1 / 0.7)),
    }),
    ...(options.initial && { initialState: cell === 'LSTM' ? [state(), state()] : [state()] }),
    goBackwards: options.goBackwards ?? false,
    returnSequences: options.returnSequences ?? false,
    keep: true,
  }
}

/** Random gradients for the output and the last state of a call. */
export function makeGradients(call: SequenceCall, seed = 2): OutputGradients {
  const next = randomNumbers(seed)
  const size = call.batch * call.units
  const state = () => randomFloats(next, size, 1)
  return {
    output: randomFloats(next, call.returnSequences ? size * call.time : size, 1),
    state: call.cell === 'LSTM' ? [state(), state()] : [state()],
  }
}
