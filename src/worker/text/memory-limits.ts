// How much memory a dataset may take, whatever its size.
import { scratchFolder } from './storage/scratch'
import type { StoreLimits } from './storage/row-store'
import { dictionaryLimits, type DictionaryLimits } from './token-dictionary'

export interface MemoryLimits extends StoreLimits {
  /** Each row takes about 30 bytes of memory however short its text. */
  readonly rows: number
  readonly dictionary: DictionaryLimits
}

/** Together with the native library, a reader's garbage and the features of a baseline they stay below 1.5 GB. */
export function memoryLimits(): MemoryLimits {
  return {
    heldBytes: 128_000_000,
    rows: 20_000_000,
    dictionary: dictionaryLimits,
    folder: scratchFolder(),
  }
}
