// What token scores say, in plain sentences.
import type { Attribution } from '#shared/domain/inside/words'
import { formatScore, formatShare } from '#shared/domain/format'
import { csvField, csvNumber, csvOf } from '../../../charts/csv-text'
import { shownToken } from '../../try/attention-words'

export type AttributionMethod = 'gradientTimesInput' | 'integratedGradients'

export const attributionMethods: readonly {
  readonly value: AttributionMethod
  readonly label: string
}[] = [
  { value: 'integratedGradients', label: 'Integrated gradients' },
  { value: 'gradientTimesInput', label: 'Gradient times input' },
]

/** More than this, and the scores are not to be trusted to their last digit. */
const muchResidual = 0.01

/** "+0.123", "-0.045": the sign always shows, since colour alone may not tell it. */
export function signed(score: number): string {
  const text = formatScore(Math.abs(score))
  if (Number(text) === 0) return text
  return `${score < 0 ? '-' : '+'}${text}`
}

/** What is explained: "the log probability of positive". */
export function explainedWords({ label, probability }: Attribution): string {
  return probability === null
    ? `the answer ${formatScore(Number(label))}`
    : `the log probability of ${shownToken(label)}`
}

export function sumOf({ scores }: Pick<Attribution, 'scores'>): number {
  return scores.reduce((sum, score) => sum + score, 0)
}

/** What all tokens do together. */
export function sumWords(attribution: Attribution): string {
  const { label, probability, residual } = attribution
  const sum = sumOf(attribution)
  const all = `All scores together: ${signed(sum)}.`
  if (residual === null)
    return `${all} Gradient times input asks what a small change of each token would do where the text is now; the sum has no meaning of its own.`
  if (probability === null)
    return `${all} With padding in place of every token the answer would be ${formatScore(Number(label) - sum)}; with them it is ${formatScore(Number(label))}.`
  const without = Math.min(1, probability * Math.exp(-sum))
  return `${all} With padding in place of every token the probability of ${shownToken(label)} would be ${shareWords(without)}; with them it is ${shareWords(probability)}.`
}

/** How far the scores are off; null where that is not known. */
export function residualWords({ residual }: Pick<Attribution, 'residual'>): string | null {
  if (residual === null) return null
  const share = shareWords(residual)
  return residual <= muchResidual
    ? `The scores should sum to that change exactly; they miss it by ${share}.`
    : `The scores should sum to that change exactly, but they miss it by ${share}: more steps come nearer.`
}

/** A share that is too small for its digits, in words. */
function shareWords(share: number): string {
  return share > 0 && share < 0.001 ? 'less than 0.1 %' : formatShare(share)
}

export interface RankedToken {
  readonly token: string
  /** In the text, from 0. */
  readonly place: number
  readonly score: number
}

/** The tokens with the largest scores, whatever their sign, first; at most so many. */
export function largestScores({ tokens, scores }: Attribution, most: number): RankedToken[] {
  return tokens
    .map((token, place) => ({ token, place, score: scores[place] }))
    .sort((one, other) => Math.abs(other.score) - Math.abs(one.score) || one.place - other.place)
    .slice(0, most)
}

/** The end of the colour scale: the largest score, whatever its sign. */
export function magnitudeOf({ scores }: Pick<Attribution, 'scores'>): number {
  return scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0)
}

export function scoresCsv({ tokens, scores }: Attribution): string {
  const lines = tokens.map((token, place) => [
    ...[String(place + 1), csvField(token)],
    csvNumber(scores[place]),
  ])
  return csvOf([['position', 'token', 'score'], ...lines])
}
