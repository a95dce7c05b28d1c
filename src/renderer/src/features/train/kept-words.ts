// Which model a run keeps, in words.
import { monitorWords } from '#shared/domain/best-epoch'
import { formatCount, formatScore } from '#shared/domain/format'
import type { KeptEpoch } from '#shared/domain/run'

/** "Model of epoch 6, the best by validation accuracy, 0.887". */
export function keptSentence(kept: KeptEpoch): string {
  const model = `Model of epoch ${formatCount(kept.epoch)}`
  if (kept.metric === null) return `${model}, the last`
  const value = kept.value === null ? '' : `, ${formatScore(kept.value)}`
  return `${model}, the best by ${monitorWords[kept.metric]}${value}`
}
