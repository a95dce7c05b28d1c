// Which numbers an evaluation is summed up in, and the same numbers of a baseline.
import type { Baseline } from '#shared/domain/dataset'
import type { Evaluation } from '#shared/domain/evaluation'
import { formatScore, plural } from '#shared/domain/format'

/** A column of the result table. */
export interface Score {
  readonly title: string
  readonly value: number
  /** Among a baseline's extras; null: only the network has it. */
  readonly extra: string | null
  /** Of the baseline itself, not of its extras. */
  readonly of?: 'accuracy' | 'loss'
}

const score = (title: string, value: number, extra: string | null = null): Score => ({
  title,
  value,
  extra,
})
const accuracy = (title: string, { accuracy: value }: Evaluation): Score => ({
  ...score(title, value),
  of: 'accuracy',
})
const loss = ({ loss: value }: Evaluation): Score => ({ ...score('Loss', value), of: 'loss' })

/** The columns for an evaluation, the number that it is judged by first. */
export function scoresOf(evaluation: Evaluation): readonly Score[] {
  switch (evaluation.kind) {
    case 'classification':
      return [accuracy('Accuracy', evaluation), loss(evaluation)]
    case 'multi-label':
      return [
        score('F1', evaluation.microF1, 'valMicroF1'),
        score('Macro F1', evaluation.macroF1, 'valMacroF1'),
        score('Exact match', evaluation.exactMatch, 'valExactMatch'),
        accuracy('Accuracy', evaluation),
        loss(evaluation),
      ]
    case 'regression':
      return [
        score('Mean error', evaluation.meanAbsoluteError, 'valMeanAbsoluteError'),
        score('Root mean squared', evaluation.rootMeanSquaredError, 'valRootMeanSquaredError'),
        score('R²', evaluation.r2, 'valR2'),
        loss(evaluation),
      ]
    case 'tagging':
      return [
        accuracy('Accuracy', evaluation),
        ...(evaluation.entities ? [score('Entity F1', evaluation.entities.f1, 'valEntityF1')] : []),
        score('Macro F1', evaluation.macroF1, 'valMacroF1'),
        loss(evaluation),
      ]
    case 'language-model':
      return [
        score('Perplexity', evaluation.perplexity, 'valPerplexity'),
        score('Bits per character', evaluation.bitsPerCharacter, 'valBitsPerCharacter'),
        accuracy('Accuracy', evaluation),
        loss(evaluation),
      ]
    case 'seq2seq':
      return [
        score('Exact match', evaluation.exactMatch, 'valExactMatch'),
        score('chrF', evaluation.chrf, 'valChrf'),
        ...(Number.isFinite(evaluation.bleu) ? [score('BLEU', evaluation.bleu, 'valBleu')] : []),
        accuracy('Token accuracy', evaluation),
        loss(evaluation),
      ]
  }
}

/** The cell of a baseline; empty where it was not measured. */
export function baselineCell({ extra, of }: Score, baseline: Baseline): string {
  const value = of ? baseline[of] : extra === null ? undefined : baseline.extras?.[extra]
  return value !== undefined && Number.isFinite(value) ? formatScore(value) : ''
}

/** What it was measured on, for example "1,201 rows" or "2,001 sentences with 25,150 tokens". */
export function measuredOn(evaluation: Evaluation): string {
  const { rows } = evaluation
  switch (evaluation.kind) {
    case 'tagging':
      return `${plural(rows, 'sentence')} with ${plural(evaluation.tokens, 'token')}`
    case 'language-model':
      return plural(evaluation.tokens, 'token')
    case 'seq2seq':
      return plural(rows, 'pair')
    default:
      return plural(rows, 'row')
  }
}
