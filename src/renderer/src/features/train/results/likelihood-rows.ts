// A language model's numbers beside those of its baselines, as lines of a table.
import type { Baseline } from '#shared/domain/dataset'
import type { LanguageModelEvaluation } from '#shared/domain/evaluation'
import { formatShare } from '#shared/domain/format'
import { formatHeadline } from '#shared/domain/headline'

export interface LikelihoodRow {
  readonly title: string
  readonly perplexity: string
  readonly bitsPerCharacter: string
  readonly accuracy: string
  /** The trained model, not a baseline. */
  readonly isRun: boolean
  /** Of all lines the one with the lowest perplexity. */
  readonly isBest: boolean
}

interface Numbers {
  readonly title: string
  readonly perplexity: number
  readonly bitsPerCharacter: number
  readonly accuracy: number
}

/** The trained model first, then the baselines from the best to the worst. */
export function likelihoodRows(
  { perplexity, bitsPerCharacter, accuracy }: LanguageModelEvaluation,
  baselines: readonly Baseline[],
): readonly LikelihoodRow[] {
  const trained = { title: 'This model', perplexity, bitsPerCharacter, accuracy }
  const others = baselines
    .map((baseline) => ({
      title: baseline.title,
      perplexity: baseline.extras?.['valPerplexity'] ?? Math.exp(baseline.loss),
      bitsPerCharacter: baseline.extras?.['valBitsPerCharacter'] ?? Number.NaN,
      accuracy: baseline.accuracy,
    }))
    .sort((one, other) => one.perplexity - other.perplexity)
  const all: readonly Numbers[] = [trained, ...others]
  const least = Math.min(...all.map((row) => row.perplexity).filter(Number.isFinite))
  return all.map((row) => ({
    title: row.title,
    perplexity: formatHeadline('valPerplexity', row.perplexity),
    bitsPerCharacter: Number.isFinite(row.bitsPerCharacter) ? row.bitsPerCharacter.toFixed(3) : '–',
    accuracy: Number.isFinite(row.accuracy) ? formatShare(row.accuracy) : '–',
    isRun: row === trained,
    isBest: row.perplexity === least,
  }))
}
