// What became of a run, in a sentence or a cell.
import { isLoss, monitorWords } from '#shared/domain/best-epoch'
import { formatScore } from '#shared/domain/format'
import type { KeptEpoch, RunRecord } from '#shared/domain/run'
import type { Monitor } from '#shared/experiment/training'

/** For example "Kept the model of epoch 6, the best by validation accuracy: 0.887". */
export function formatKept({ epoch, metric, value }: KeptEpoch): string {
  const model = `Kept the model of epoch ${epoch}`
  if (metric === null) return `${model}, the last one`
  return value === null
    ? `${model}, which was not measured`
    : `${model}, the best by ${monitorWords[metric]}: ${formatScore(value)}`
}

/** What the kept model reached. */
export interface Best {
  readonly metric: Monitor
  readonly value: number
}

/** By the metric that chose the kept epoch, else by validation accuracy; null before the first epoch. */
export function bestOf({ kept, bestValAccuracy }: RunRecord): Best | null {
  if (kept?.metric && kept.value !== null) return { metric: kept.metric, value: kept.value }
  return bestValAccuracy === null ? null : { metric: 'valAccuracy', value: bestValAccuracy }
}

/** The better one first, none last. */
export function compareBest(a: Best | null, b: Best | null): number {
  if (!a || !b) return Number(a === null) - Number(b === null)
  return isLoss(a.metric) ? a.value - b.value : b.value - a.value
}

/** Local time to the minute, e.g. 2026-11-20 14:15. */
export function formatWhen(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE').slice(0, 16)
}

/** Paths and what was set there, e.g. "model.layers.1.type GRU, training.seed 2". */
export function formatSettings(settings: RunRecord['settings']): string {
  return Object.entries(settings)
    .map(([path, value]) => `${path} ${formatSetting(value)}`)
    .join(', ')
}

/** A word as it is, anything else as JSON. */
export function formatSetting(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
