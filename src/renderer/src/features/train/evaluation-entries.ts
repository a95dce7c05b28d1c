// The few numbers that sum an evaluation up, as titled numbers.
import type { Evaluation } from '#shared/domain/evaluation'
import { formatScore } from '#shared/domain/format'
import { formatHeadline } from '#shared/domain/headline'

export interface EvaluationEntry {
  readonly title: string
  readonly value: string
}

/** What it is judged by first, the loss last; what there is none of is left out. */
export function evaluationEntries(evaluation: Evaluation): readonly EvaluationEntry[] {
  return [...ownNumbers(evaluation), scored('Loss', evaluation.loss)]
    .filter(([, value]) => Number.isFinite(value))
    .map(([title, , text]) => ({ title, value: text }))
}

type Entry = readonly [title: string, value: number, text: string]

function ownNumbers(evaluation: Evaluation): readonly Entry[] {
  switch (evaluation.kind) {
    case 'classification':
      return [scored('Accuracy', evaluation.accuracy), scored('Macro F1', evaluation.macroF1)]
    case 'multi-label':
      return [
        scored('Micro F1', evaluation.microF1),
        scored('Macro F1', evaluation.macroF1),
        scored('Exact match', evaluation.exactMatch),
      ]
    case 'regression': {
      const { meanAbsoluteError: error, r2 } = evaluation
      const text = formatHeadline('valMeanAbsoluteError', error)
      return [['Mean absolute error', error, text], scored('R²', r2)]
    }
    case 'tagging':
      return [
        scored('Accuracy', evaluation.accuracy),
        scored('Macro F1', evaluation.macroF1),
        scored('Entity F1', evaluation.entities?.f1 ?? Number.NaN),
      ]
    case 'language-model': {
      const { perplexity } = evaluation
      const text = formatHeadline('valPerplexity', perplexity)
      return [
        ['Perplexity', perplexity, text],
        scored('Bits per character', evaluation.bitsPerCharacter),
        scored('Accuracy', evaluation.accuracy),
      ]
    }
    case 'seq2seq':
      return [
        scored('Exact match', evaluation.exactMatch),
        scored('Token accuracy', evaluation.accuracy),
        scored('chrF', evaluation.chrf),
        scored('BLEU', evaluation.bleu),
      ]
  }
}

function scored(title: string, value: number): Entry {
  return [title, value, formatScore(value)]
}
