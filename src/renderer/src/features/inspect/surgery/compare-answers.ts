// An answer beside the one under surgery: what is the same, what is not, and by how much.
import { formatScore } from '#shared/domain/format'
import type { Prediction } from '#shared/domain/prediction'
import type { TextDifference } from '../../train/results/text-difference'
import { textDifference } from '../../train/results/text-difference'

/** A label, or a number, both ways. */
export interface ComparedLabel {
  readonly label: string
  readonly before: number
  /** Null: not known yet. */
  readonly after: number | null
}

export interface ComparedTag {
  readonly token: string
  readonly before: string
  readonly after: string | null
  readonly beforeProbability: number
  readonly afterProbability: number | null
  readonly isOther: boolean
}

export type Comparison =
  | { readonly kind: 'labels'; readonly labels: readonly ComparedLabel[]; readonly more: number }
  | { readonly kind: 'number'; readonly before: number; readonly after: number | null }
  | { readonly kind: 'tags'; readonly tags: readonly ComparedTag[] }
  | {
      readonly kind: 'text'
      readonly before: string
      readonly after: string | null
      readonly difference: TextDifference
    }
  | {
      readonly kind: 'likelihood'
      readonly before: number
      readonly after: number | null
      readonly tokens: readonly ComparedLabel[]
    }

/** More labels than these do not show: those that matter on either side come first. */
const mostLabels = 8

/**
 * Compares answers to one text.
 * @param after null: nothing is changed, or the answer is awaited; an answer to another kind of task counts as none
 */
export function compareAnswers(before: Prediction, after: Prediction | null): Comparison {
  switch (before.kind) {
    case 'class':
    case 'labels':
      return compareLabels(
        before.probabilities,
        after?.kind === before.kind ? after.probabilities : null,
      )
    case 'number':
      return {
        ...{ kind: 'number', before: before.value },
        after: after?.kind === 'number' ? after.value : null,
      }
    case 'tags':
      return compareTags(before.tagged, after?.kind === 'tags' ? after.tagged : null)
    case 'sequence': {
      const written = after?.kind === 'sequence' ? after.written : null
      const difference = textDifference(before.written, written ?? before.written)
      return { kind: 'text', before: before.written, after: written, difference }
    }
    case 'likelihood': {
      const other = after?.kind === 'likelihood' ? after : null
      return {
        kind: 'likelihood',
        before: before.perplexity,
        after: other?.perplexity ?? null,
        tokens: before.probabilities.map(({ token, probability }, index) => ({
          ...{ label: token, before: probability },
          after: other?.probabilities[index]?.probability ?? null,
        })),
      }
    }
  }
}

type Probabilities = readonly { readonly label: string; readonly probability: number }[]

function compareLabels(before: Probabilities, after: Probabilities | null): Comparison {
  const others = new Map(after?.map(({ label, probability }) => [label, probability]))
  const labels = before.map(({ label, probability }) => ({
    ...{ label, before: probability },
    after: others.get(label) ?? null,
  }))
  if (labels.length <= mostLabels) return { kind: 'labels', labels, more: 0 }
  const weight = (one: ComparedLabel): number => Math.max(one.before, one.after ?? 0)
  const ordered = labels.toSorted((one, other) => weight(other) - weight(one))
  return {
    ...{ kind: 'labels', labels: ordered.slice(0, mostLabels) },
    more: labels.length - mostLabels,
  }
}

type Tagged = Extract<Prediction, { kind: 'tags' }>['tagged']

function compareTags(before: Tagged, after: Tagged | null): Comparison {
  return {
    kind: 'tags',
    tags: before.map(({ token, tag, probability }, index) => {
      const other = after?.at(index)
      return {
        ...{ token, before: tag, beforeProbability: probability },
        after: other?.tag ?? null,
        afterProbability: other?.probability ?? null,
        isOther: other !== undefined && other.tag !== tag,
      }
    }),
  }
}

/** "+0.12", "-0.31", "±0.00". */
export function changeText(before: number, after: number, digits = 2): string {
  const rounded = formatScore(Math.abs(after - before), digits)
  if (Number(rounded) === 0) return `±${rounded}`
  return `${after > before ? '+' : '-'}${rounded}`
}

/** What became of the answer in one sentence, for assistive technology and at a glance. */
export function comparisonSentence(comparison: Comparison): string {
  switch (comparison.kind) {
    case 'labels': {
      const [before, after] = [
        likeliest(comparison.labels, 'before'),
        likeliest(comparison.labels, 'after'),
      ]
      if (!before || !after || after.after === null) return ''
      return before.label === after.label
        ? `Still ${before.label}: ${changeText(before.before, after.after)}.`
        : `${before.label} became ${after.label}.`
    }
    case 'number':
      return comparison.after === null
        ? ''
        : `Changed by ${changeText(comparison.before, comparison.after, 3)}.`
    case 'tags': {
      const { tags } = comparison
      if (tags.every(({ after }) => after === null)) return ''
      const count = tags.filter(({ isOther }) => isOther).length
      return `${count} of ${tags.length} tags ${count === 1 ? 'is' : 'are'} different.`
    }
    case 'text':
      if (comparison.after === null) return ''
      return comparison.before === comparison.after ? 'The same text.' : 'Another text.'
    case 'likelihood':
      return comparison.after === null
        ? ''
        : `Perplexity ${formatScore(comparison.before, 2)} became ${formatScore(comparison.after, 2)}.`
  }
}

function likeliest(
  labels: readonly ComparedLabel[],
  side: 'before' | 'after',
): ComparedLabel | null {
  return labels.reduce<ComparedLabel | null>(
    (best, one) => ((one[side] ?? -1) > (best?.[side] ?? -1) ? one : best),
    null,
  )
}
