// Reads tagged sentences whole: as ids, split into sentences to train and to validate on, with a report.
import type { DatasetReport } from '#shared/domain/dataset'
import type { DataOptions } from '#shared/experiment/data'
import type { TextOptions } from '#shared/experiment/text'
import { success, type Result } from '#shared/protocol/result'
import type { LoadControl } from '../../text/control'
import { findUnknownLabels } from '../../text/known-words'
import { memoryLimits, type MemoryLimits } from '../../text/memory-limits'
import { describeSource } from '../../text/read-rows'
import { shareRead } from '../../text/share-read'
import type { Split } from '../../text/split'
import type { LoadRequest } from '../task'
import { SentenceCollector } from './collect-sentences'
import { encodeSentences, type EncodedSentences } from './encode-sentences'
import {
  findUnusable,
  openSentences,
  readSentences,
  tooManyTags,
  type SentenceSource,
} from './read-sentences'
import { describeSentences } from './report'
import { splitAt, splitSentences } from './split-sentences'

/** Tagged sentences, ready to learn from. */
export interface TaggedDataset extends EncodedSentences {
  readonly text: TextOptions
  readonly report: DatasetReport
  /** Gives temporary files back, after which nothing can be read. */
  close(): void
}

/**
 * Reads all sentences, past `limits` into temporary files. Fails with `data-unreadable`, `data-unusable`, `disk-full` or
 * `write-failed` and a sentence, or with `stopped`.
 */
export async function loadSentences(
  request: Omit<LoadRequest, 'task'>,
  control: LoadControl,
  limits: MemoryLimits = memoryLimits(),
): Promise<Result<TaggedDataset>> {
  const { data, text } = request
  const opened = await openSentences(data)
  if (!opened.ok) return opened
  const { meter } = opened.value.source
  const collector = new SentenceCollector({
    ...{ lowercase: text.lowercase, data, limits },
    shareRead: (sentences) => shareRead(meter, sentences, data.maximumRows),
  })
  let result: Result<TaggedDataset> | undefined
  try {
    result = await readAll(request, opened.value, collector, control)
  } finally {
    // What did not come to a dataset needs its files no more.
    if (!result?.ok) collector.store.close()
  }
  return result
}

async function readAll(
  { data, text, seed, known }: Omit<LoadRequest, 'task'>,
  source: SentenceSource,
  collector: SentenceCollector,
  control: LoadControl,
): Promise<Result<TaggedDataset>> {
  const started = performance.now()
  const collected = await collect(source, collector, data, control)
  if (!collected.ok) return collected
  const { skipped, split } = collected.value
  const parts = split ?? splitSentences(collector.store.count, data, seed)
  const tags = collector.tagIds.keys()
  const strange = known && findUnknownLabels(tags, known, source.source.file.name)
  if (strange) return strange
  const encoded = await encodeSentences({ collector, known: known ?? null }, parts, text, control)
  if (!encoded.ok) return encoded
  const report = describeSentences({
    ...{ described: describeSource(source.source, source.columns), collector, skipped, text },
    ...encoded.value,
    seconds: (performance.now() - started) / 1000,
  })
  return success({ ...encoded.value, text, report, close: () => collector.store.close() })
}

interface Collected {
  readonly skipped: DatasetReport['skipped']
  /** Where there is a file to validate on; else the sentences are still to be split. */
  readonly split: Split | null
}

async function collect(
  source: SentenceSource,
  collector: SentenceCollector,
  data: DataOptions,
  control: LoadControl,
): Promise<Result<Collected>> {
  const { store, tagIds } = collector
  const { validationPath } = data
  const skipped = await readInto(collector, source, data, control)
  if (!skipped.ok) return skipped
  const training = store.count
  const unusable = findUnusable(source, training, [...tagIds.keys()], validationPath === null)
  if (unusable) return unusable
  if (validationPath === null) return success({ skipped: skipped.value, split: null })
  const others = { ...data, path: validationPath, morePaths: [] }
  const opened = await openSentences(others)
  if (!opened.ok) return opened
  const more = await readInto(collector, opened.value, others, control)
  if (!more.ok) return more
  const lack = findUnusable(opened.value, store.count - training, [...tagIds.keys()], false)
  if (lack) return lack
  return success({
    skipped: {
      count: skipped.value.count + more.value.count,
      first: [...skipped.value.first, ...more.value.first].slice(0, 10),
    },
    split: splitAt(training, store.count),
  })
}

function readInto(
  collector: SentenceCollector,
  source: SentenceSource,
  data: DataOptions,
  control: LoadControl,
): ReturnType<typeof readSentences> {
  const { name } = source.source.file
  return readSentences(source, data, control, (sentence) =>
    collector.add(sentence, name, () => tooManyTags(source)),
  )
}
