// The vocabulary and labels of a run that exists, which data are read with in place of their own when training goes on from it.
import { formatCount } from '#shared/domain/format'
import { failure, type Failure } from '#shared/protocol/result'
import { listLabels } from './labels'
import type { Scale } from './targets'
import type { Vocabulary } from './vocabulary'

export interface KnownWords {
  /** Whose they are. */
  readonly folder: string
  readonly vocabulary: Vocabulary
  /** Of seq2seq. */
  readonly targetVocabulary: Vocabulary | null
  /** Classes or tags in the order of their ids; empty where a model has none. */
  readonly labels: readonly string[]
  /** Of a model of numbers. */
  readonly scale: Scale | null
}

/** The failure for labels that the run has no output for; undefined when it has one for each. `name` is that of the data. */
export function findUnknownLabels(
  found: Iterable<string>,
  { labels }: Pick<KnownWords, 'labels'>,
  name: string,
): Failure | undefined {
  const known = new Set(labels)
  const unknown = [...found].filter((label) => !known.has(label))
  if (unknown.length === 0) return undefined
  const them = unknown.length === 1 ? 'a label' : `${formatCount(unknown.length)} labels`
  return failure(
    'data-unusable',
    `${name} has ${them} that the run which training starts from does not know: ${listLabels(unknown)}. It knows ${listLabels(labels)}. Leave these rows out or rename their labels, or start from another run.`,
  )
}
