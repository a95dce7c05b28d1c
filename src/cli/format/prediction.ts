// A prediction in a line of text.
import { formatScore } from '#shared/domain/format'
import type { Prediction } from '#shared/domain/prediction'

/** The answer, a tab and the text; of a tagger the text itself, with a tag at each token. Beams stand below. */
export function formatPrediction(prediction: Prediction): string {
  return [answerOf(prediction), `${oneLine(prediction.text)}${unknownNote(prediction)}`]
    .slice(0, prediction.kind === 'tags' ? 1 : 2)
    .join('\t')
    .concat(...candidateLines(prediction))
}

function answerOf(prediction: Prediction): string {
  switch (prediction.kind) {
    case 'class':
      return `${prediction.label}\t${formatScore(prediction.probability)}`
    case 'labels':
      return labelsOf(prediction) || '(none)'
    case 'number':
      return formatScore(prediction.value)
    case 'tags':
      return prediction.tagged.map(({ token, tag }) => `${token}/${tag}`).join(' ')
    case 'sequence':
      return oneLine(prediction.written)
    case 'likelihood':
      return `perplexity ${formatScore(prediction.perplexity)}`
  }
}

function labelsOf({ labels, probabilities }: Extract<Prediction, { kind: 'labels' }>): string {
  return probabilities
    .filter(({ label }) => labels.includes(label))
    .map(({ label, probability }) => `${label} ${formatScore(probability)}`)
    .join(', ')
}

/** The others that a beam search followed, best first, with the mean log probability of a token. */
function candidateLines(prediction: Prediction): string[] {
  if (prediction.kind !== 'sequence' || prediction.candidates.length < 2) return []
  return prediction.candidates.map(
    ({ text, score }, index) => `\n  ${index + 1}. ${oneLine(text)}  (${formatScore(score)})`,
  )
}

function unknownNote({ unknown, tokens }: Prediction): string {
  return unknown > 0 ? `  (${unknown} of ${tokens} tokens unknown)` : ''
}

/** One line for each text, also for a text of several lines. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ')
}
