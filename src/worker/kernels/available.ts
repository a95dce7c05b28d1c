// What this thread can run recurrent layers with, and how that is put in words.
import { availableParallelism } from 'node:os'
import { loadAddon, mostThreads, type KernelAddon } from './addon'
import { implementations, type AvailableKernels, type Choice, type Implementation } from './choose'

/** The own kernels, or undefined where there are none. */
export function nativeKernels(): KernelAddon | undefined {
  const addon = loadAddon()
  return 'missing' in addon ? undefined : addon
}

/** What there is to choose from. `backend` is tfjs's name of the backend that runs. */
export function availableKernels(backend: string): AvailableKernels {
  const addon = loadAddon()
  return {
    forced: forcedKernels(),
    native: 'missing' in addon ? addon : addon.instructionSets,
    tensorflow: backend === 'tensorflow',
  }
}

/** For example "native (avx512, 2 threads)" or "TensorFlow's fused operations (no C++ compiler was found)". */
export function describeAvailable({ forced, native, tensorflow }: AvailableKernels): string {
  const isMissing = 'missing' in native
  if (forced && !(forced === 'native' && isMissing)) {
    return `${titles[forced]} (set by UNROLL_KERNELS)`
  }
  if (!isMissing) {
    const threads = Math.min(mostThreads, availableParallelism())
    return `${titles.native} (${native[0]}, ${threads} ${threads === 1 ? 'thread' : 'threads'})`
  }
  return `${titles[tensorflow ? 'tensorflow' : 'stock']} (${native.missing})`
}

/** For example "native", or "tfjs (recurrent dropout)". */
export function describeChoice({ implementation, reason }: Choice): string {
  return reason ? `${shortTitles[implementation]} (${reason})` : shortTitles[implementation]
}

const titles: Record<Implementation, string> = {
  native: 'native',
  tensorflow: "TensorFlow's fused operations",
  stock: "tfjs's layers",
}
const shortTitles: Record<Implementation, string> = {
  native: 'native',
  tensorflow: 'TensorFlow',
  stock: 'tfjs',
}

// Any other word is as good as none.
function forcedKernels(): Implementation | null {
  const wanted = process.env.UNROLL_KERNELS
  return implementations.find((implementation) => implementation === wanted) ?? null
}
