// Loads the project's own recurrent kernels, and says in types what they take and give.
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { findBinary } from './find-binary'

/** The cells, named as their layers. Gates: 1; 4 (i, f, c, o); 3 (z, r, h, reset_after false). */
export type Cell = 'SimpleRNN' | 'LSTM' | 'GRU'

/** A whole sequence through one layer; all arrays are row-major. tanh for the cell, sigmoid for the gates. */
export interface SequenceCall {
  readonly cell: Cell
  readonly batch: number
  readonly time: number
  readonly inputs: number
  readonly units: number
  /** [inputs, gates * units] */
  readonly kernel: Float32Array
  /** [units, gates * units] */
  readonly recurrentKernel: Float32Array
  /** [gates * units] */
  readonly bias: Float32Array | null
  /** Either a sequence: [batch, time, inputs] */
  readonly input?: Float32Array
  /** Or token ids: [batch, time] */
  readonly ids?: Int32Array
  /** With the embedding's rows: [vocabulary, inputs] */
  readonly embeddings?: Float32Array
  /** Input dropout, [batch, inputs]: multiplies the input at every step. */
  readonly inputMask?: Float32Array
  /** h, and c for LSTM: [batch, units] each. Zeros when not given. */
  readonly initialState?: readonly Float32Array[]
  /** Reads the sequence from its end; outputs come in reading order, as in Keras. */
  readonly goBackwards?: boolean
  readonly returnSequences?: boolean
  /** Keeps what the backward pass needs. */
  readonly keep: boolean
}

declare const kept: unique symbol

/** What a forward pass kept: good for one `backward`. Freed by that, by `release`, or when it is lost. */
export interface KernelHandle {
  readonly [kept]: true
}

export interface SequenceResult {
  /** [batch, units], or [batch, time, units] with returnSequences */
  readonly output: Float32Array
  /** The last h (and c for LSTM): [batch, units] */
  readonly state: readonly Float32Array[]
  /** Null unless `keep` was asked for. */
  readonly handle: KernelHandle | null
}

/** The gradients of outputs that go in. */
export interface OutputGradients {
  /** As the output. */
  readonly output: Float32Array
  /** For the last h (and c). */
  readonly state?: readonly (Float32Array | null)[]
  /** False saves the gradient of a sequence input. Token ids always get the embedding's. */
  readonly inputGradient?: boolean
}

/** The gradients of everything that went into the forward pass. */
export interface SequenceGradients {
  readonly kernel: Float32Array
  readonly recurrentKernel: Float32Array
  readonly bias: Float32Array | null
  /** [batch, time, inputs], for a sequence input. */
  readonly input: Float32Array | null
  /** [vocabulary, inputs], dense, for token ids. */
  readonly embeddings: Float32Array | null
  /** When an initial state was given. */
  readonly initialState: readonly Float32Array[] | null
}

/** The numbers of one weight, in arrays of one length that share no memory. */
interface WeightNumbers {
  readonly values: Float32Array
  readonly gradient: Float32Array
  /** Changed in place. */
  readonly slots: readonly Float32Array[]
  /** Multiplies the gradient first. */
  readonly gradientScale: number
}

/** Slots: the mean square, with momentum the velocity, when centered the mean. */
export interface RmspropCall extends WeightNumbers {
  readonly rule: 'rmsprop'
  readonly learningRate: number
  readonly rho: number
  readonly momentum: number
  readonly epsilon: number
  readonly centered: boolean
}

/** Slots: the mean and the mean square. */
export interface AdamCall extends WeightNumbers {
  readonly rule: 'adam'
  /** The learning rate with the correction for means that start at 0. */
  readonly rate: number
  /** The share of each weight that decay leaves. */
  readonly kept: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

/** Wrong arguments throw a TypeError or RangeError with a sentence. Results repeat bit by bit for a thread count. */
export interface KernelAddon {
  /** Those this machine can run, best first: avx512, avx2, baseline; or neon. */
  readonly instructionSets: readonly string[]
  /** For this thread; null is the best. */
  useInstructionSet(name: string | null): void
  /** For this thread; `loadAddon` starts with one for each processor, at most 8. */
  useThreads(count: number): void
  forward(call: SequenceCall): SequenceResult
  backward(handle: KernelHandle, gradients: OutputGradients): SequenceGradients
  /** Gives back what a handle keeps; one that is used up stays as it is. */
  release(handle: KernelHandle): void
  /** One weight's new values after a step of its optimizer, to the bit those of JavaScript, for any thread count. */
  update(call: RmspropCall | AdamCall): Float32Array
  /** In double precision, the same for any thread count. */
  sumOfSquares(values: Float32Array): number
}

/** More threads than these gain nothing. */
export const mostThreads = 8

let loaded: KernelAddon | { readonly missing: string } | undefined

/** The addon, or the reason there is none as a clause. The same answer for every call of a thread. */
export function loadAddon(): KernelAddon | { readonly missing: string } {
  loaded ??= load()
  return loaded
}

function load(): KernelAddon | { readonly missing: string } {
  const found = findBinary(import.meta.dirname, process.env.UNROLL_KERNELS_BINARY)
  if (typeof found !== 'string') return found
  try {
    const addon = createRequire(import.meta.url)(found) as KernelAddon // require has no types
    addon.useThreads(Math.min(availableParallelism(), mostThreads))
    return addon
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { missing: `the own kernels could not be loaded (${message.split('\n')[0]})` }
  }
}
