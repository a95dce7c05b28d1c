// Chooses what runs a recurrent layer: the fastest implementation here that can express what the layer computes.
import type { Recurrence } from './recurrence'

export const implementations = ['native', 'tensorflow', 'stock'] as const
/** The lab's own kernels, TensorFlow's fused operations, or the layer of tfjs as it is. */
export type Implementation = (typeof implementations)[number]

/** What this process can run. */
export interface AvailableKernels {
  /** Set by UNROLL_KERNELS: this one wherever it can express the layer. */
  readonly forced: Implementation | null
  /** Instruction sets of the own kernels, best first, or why there are no own kernels, in a clause. */
  readonly native: readonly string[] | { readonly missing: string }
  /** Whether native TensorFlow runs. */
  readonly tensorflow: boolean
}

export interface Choice {
  readonly implementation: Implementation
  /** Why it is not a faster one, in a few words; null for the fastest. */
  readonly reason: string | null
}

// From here on TensorFlow's matrix products are faster than the own kernels' without AVX2.
const unitsTooManyForBaseline = 512

/** The choice for one layer. */
export function chooseKernels(recurrence: Recurrence, available: AvailableKernels): Choice {
  const special = whyStock(recurrence)
  if (special) return { implementation: 'stock', reason: special }
  const { forced, native, tensorflow } = available
  if (forced === 'stock') return { implementation: 'stock', reason: 'set by UNROLL_KERNELS' }
  const slow = whyNotNative(recurrence, available)
  if (!slow && forced !== 'tensorflow') return { implementation: 'native', reason: null }
  const reason = slow ?? 'set by UNROLL_KERNELS'
  if (tensorflow) return { implementation: 'tensorflow', reason }
  const missing = 'missing' in native ? native.missing : reason
  return { implementation: 'stock', reason: `${missing}; no native TensorFlow` }
}

/** Why only tfjs's own layer can express it; undefined when the others can. */
function whyStock(recurrence: Recurrence): string | undefined {
  const { cell, activation, recurrentActivation, recurrentDropout, isStateful } = recurrence
  if (activation !== 'tanh') return `activation ${activation}`
  if (cell !== 'SimpleRNN' && recurrentActivation !== 'sigmoid') {
    return `recurrentActivation ${recurrentActivation ?? 'linear'}`
  }
  if (recurrentDropout > 0) return 'recurrent dropout'
  return isStateful ? 'keeps its state' : undefined
}

function whyNotNative({ units }: Recurrence, { native, forced }: AvailableKernels) {
  if ('missing' in native) return native.missing
  const isSlow = native[0] === 'baseline' && units >= unitsTooManyForBaseline
  return isSlow && forced !== 'native' ? 'faster here without AVX2' : undefined
}
