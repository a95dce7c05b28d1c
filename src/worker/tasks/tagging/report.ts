// What the lab says of tagged sentences that were read.
import type { ClassCount, DatasetReport } from '#shared/domain/dataset'
import { formatCount } from '#shared/domain/format'
import type { TextOptions } from '#shared/experiment/text'
import { lengthLimit } from '../../text/encode'
import { describeLengths } from '../../text/length-statistics'
import type { describeSource } from '../../text/read-rows'
import type { SentenceCollector } from './collect-sentences'
import type { EncodedSentences } from './encode-sentences'
import type { Sentences } from './sentences'

interface Read extends EncodedSentences {
  readonly described: ReturnType<typeof describeSource>
  readonly collector: SentenceCollector
  readonly skipped: DatasetReport['skipped']
  readonly text: TextOptions
  readonly seconds: number
}

/** Rows are sentences, classes count tokens. */
export function describeSentences(read: Read): DatasetReport {
  const { described, collector, text, all, training, validation, vocabulary } = read
  const lengths = Int32Array.from({ length: all.count }, (_, row) => all.lengthOf(row))
  const cut = lengths.reduce((count, length) => count + (length > lengthLimit(text) ? 1 : 0), 0)
  return {
    ...described,
    notes: [...(described.notes ?? []), ...memoryNotes(collector)],
    rows: all.count,
    trainingRows: training.count,
    validationRows: validation.count,
    duplicateRows: collector.duplicates.count,
    classes: countTags(collector, read.labels),
    skipped: read.skipped,
    length: describeLengths(lengths),
    truncatedShare: all.count === 0 ? 0 : cut / all.count,
    vocabulary: {
      size: vocabulary.size,
      distinct: read.distinct,
      outOfVocabularyShare: read.unknownShare,
    },
    tokens: { training: tokensOf(training), validation: tokensOf(validation) },
    seconds: read.seconds,
  }
}

/** Tokens of all sentences, as they are cut. */
function tokensOf(sentences: Sentences): number {
  let tokens = 0
  for (let sentence = 0; sentence < sentences.count; sentence++)
    tokens += sentences.lengthOf(sentence)
  return tokens
}

function countTags(collector: SentenceCollector, labels: readonly string[]): ClassCount[] {
  return labels.map((label) => {
    const id = collector.tagIds.get(label)
    return { label, count: id === undefined ? 0 : collector.tagCounts[id] }
  })
}

function memoryNotes({ store, isFull, tokenIds, duplicates }: SentenceCollector): string[] {
  const notes: string[] = []
  if (store.isOnDisk)
    notes.push('These data are large: their token ids are kept in temporary files, not in memory.')
  if (isFull)
    notes.push(
      `There are too many different tokens to count all of them: the first ${formatCount(tokenIds.size)} were counted, the others are unknown.`,
    )
  if (duplicates.isEstimate)
    notes.push('The number of duplicates is an estimate from a sample of the rows.')
  return notes
}
