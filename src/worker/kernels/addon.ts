// Loads the project's own recurrent kernels, and says in types what they take and give.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { z } from 'zod'

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
}

const recordSchema = z.object({
  format: z.literal('unroll-kernels/1'),
  kind: z.enum(['built', 'none']),
  note: z.string(),
})

const binaryName = 'unroll_kernels.node'
const mostThreads = 8

let loaded: KernelAddon | { readonly missing: string } | undefined

/** The addon, or the reason there is none as a clause. The same answer for every call of a thread. */
export function loadAddon(): KernelAddon | { readonly missing: string } {
  loaded ??= load()
  return loaded
}

function load(): KernelAddon | { readonly missing: string } {
  const found = findBinary()
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

/** UNROLL_KERNELS_BINARY (the sanitizers' build), else beside the first record in a folder above this file. */
function findBinary(): string | { readonly missing: string } {
  const given = process.env.UNROLL_KERNELS_BINARY
  if (given) return given
  for (let folder = unpacked(import.meta.dirname); ; folder = dirname(folder)) {
    const kernels = join(folder, 'node_modules', '.unroll', 'kernels')
    if (existsSync(join(kernels, 'kernels.json'))) return readRecord(kernels)
    if (dirname(folder) === folder) return { missing: 'the own kernels are not set up' }
  }
}

// A library inside a packaged app's archive cannot be loaded; it lies in a folder beside the archive.
function unpacked(folder: string): string {
  return folder.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`)
}

function readRecord(kernels: string): string | { readonly missing: string } {
  try {
    const text = readFileSync(join(kernels, 'kernels.json'), 'utf8')
    const { kind, note } = recordSchema.parse(JSON.parse(text))
    if (kind === 'none') return { missing: note }
  } catch {
    return { missing: `${join(kernels, 'kernels.json')} is damaged` }
  }
  const binary = join(kernels, binaryName)
  return existsSync(binary) ? binary : { missing: `${binary} is missing` }
}
