// An epoch in a sentence, for the run's log.
import {
  formatHeadline,
  headlineOf,
  headlineWords,
  type HeadlineName,
} from '#shared/domain/headline'
import type { EpochMetrics } from '#shared/domain/run'

/** For example "Epoch 2 of 10: loss 0.4012, validation loss 0.3821, validation accuracy 84.1 %." */
export function epochSentence(
  metrics: EpochMetrics,
  planned: number,
  headline: HeadlineName,
): string {
  const { epoch, loss, valLoss } = metrics
  const losses = `loss ${loss.toFixed(4)}, validation loss ${valLoss.toFixed(4)}`
  return `Epoch ${epoch} of ${planned}: ${losses}, ${result(metrics, headline)}.`
}

function result(metrics: EpochMetrics, headline: HeadlineName): string {
  if (headline === 'valAccuracy')
    return `validation accuracy ${(metrics.valAccuracy * 100).toFixed(1)} %`
  const { title } = headlineWords(headline)
  const value = formatHeadline(headline, headlineOf(headline, metrics))
  return `${title[0].toLowerCase()}${title.slice(1)} ${value}`
}
