// Reads documents whole: a stream of token ids to train on, one to validate on, and a report.
import type { DatasetReport } from '#shared/domain/dataset'
import { formatCount } from '#shared/domain/format'
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { stopped, type LoadControl } from '../../text/control'
import { memoryLimits, type MemoryLimits } from '../../text/memory-limits'
import { openDocuments, type Documents } from '../../text/readers/documents'
import { shareRead } from '../../text/share-read'
import type { Vocabulary } from '../../text/vocabulary'
import type { LoadRequest } from '../task'
import { DocumentCollector } from './collect-documents'
import { cutDocuments } from './cut'
import { encodeDocuments, type EncodedStreams } from './encode-documents'
import { readDocuments } from './read-documents'
import type { TokenStream } from './token-stream'

/** A language model's data. */
export interface Streams {
  readonly training: TokenStream
  readonly validation: TokenStream
  readonly vocabulary: Vocabulary
  readonly report: DatasetReport
  /** Gives temporary files back, after which nothing can be read. */
  close(): void
}

type StreamsRequest = Pick<LoadRequest, 'data' | 'text' | 'seed' | 'known'>

/**
 * Reads, cuts and encodes all documents. The vocabulary is made of what is trained on only. Past `limits` ids go to
 * temporary files, which `close` gives back. Fails with `data-unreadable`, `data-unusable`, `disk-full` or
 * `write-failed` and a sentence, or with `stopped`.
 */
export async function loadStreams(
  request: StreamsRequest,
  control: LoadControl,
  limits: MemoryLimits = memoryLimits(),
): Promise<Result<Streams>> {
  const started = performance.now()
  const places = await openPlaces(request.data)
  if (!places.ok) return places
  const { documents } = places.value
  const share = (): number | null => {
    const { done, total } = documents.progress()
    return shareRead({ done, total }, collector.documents, request.data.maximumRows)
  }
  const { text, data } = request
  const collector: DocumentCollector = new DocumentCollector(text, data, limits, share)
  const close = (): void => collector.store.scratch?.close()
  let result: Result<Omit<Streams, 'close'>> | undefined
  try {
    result = await readAll(places.value, collector, request, control)
  } finally {
    // What did not come to streams needs its files no more.
    if (!result?.ok) close()
  }
  if (!result.ok) return result
  const seconds = (performance.now() - started) / 1000
  const report = { ...result.value.report, seconds }
  return success({ ...result.value, report, close })
}

interface Places {
  readonly documents: Documents
  /** A file of its own to validate on. */
  readonly validation: Documents | null
}

async function openPlaces(data: DataOptions): Promise<Result<Places>> {
  const documents = await openDocuments(data)
  if (!documents.ok) return documents
  if (data.validationPath === null) return success({ documents: documents.value, validation: null })
  const other = { ...data, path: data.validationPath, morePaths: [] }
  const split = data.validationPath === data.path ? ('test' as const) : null
  const validation = await openDocuments({ ...other, split })
  return validation.ok
    ? success({ documents: documents.value, validation: validation.value })
    : validation
}

async function readAll(
  { documents, validation }: Places,
  collector: DocumentCollector,
  { data, text, seed, known }: StreamsRequest,
  control: LoadControl,
): Promise<Result<Omit<Streams, 'close'>>> {
  const take = (from: Documents, most: number | null) =>
    readDocuments(from, most, control, (piece) => collector.add(piece, from.name))
  const skipped = await take(documents, data.maximumRows)
  if (!skipped.ok) return skipped
  const validationFrom = validation && collector.documents
  const others = validation ? await take(validation, null) : skipped
  if (!others.ok) return others
  const { name } = documents
  const whole = { name, documents: collector.documents, tokens: collector.tokens, validationFrom }
  const cut = cutDocuments(whole, data, seed)
  if (!cut.ok) return cut
  const vocabulary = known?.vocabulary ?? null
  const encoded = await encodeDocuments(
    { collector, cut: cut.value, vocabulary },
    ...([text, control] as const),
  )
  if (!encoded.ok) return encoded
  if (control.isStopped()) return stopped()
  const problem = findShortage(encoded.value, name)
  if (problem) return problem
  const { training, validation: measured } = encoded.value
  const report = reportOf(documents, collector, encoded.value, skipped.value)
  return success({ training, validation: measured, vocabulary: encoded.value.vocabulary, report })
}

/** A network needs a token to read and one to foretell in both parts. */
function findShortage({ training, validation }: EncodedStreams, name: string): Failure | undefined {
  const [part, stream] =
    training.targets < 1 ? (['train', training] as const) : (['validate', validation] as const)
  if (stream.targets > 0) return undefined
  return failure(
    'data-unusable',
    `${name} is too short: ${formatCount(stream.ids.length)} of its tokens are left to ${part} on, and at least 2 are needed. Choose a longer text, or change data.validationSplit.`,
  )
}

function reportOf(
  { path, column, dialect, notes, encoding, invalidBytes }: Documents,
  collector: DocumentCollector,
  { training, validation, figures, ...counts }: EncodedStreams,
  skipped: DatasetReport['skipped'],
): DatasetReport {
  return {
    ...{ path, columns: { text: column, label: null }, dialect, skipped, seconds: 0 },
    ...{ encoding: encoding(), invalidBytes: invalidBytes() },
    notes: [...notes, ...notesOn(collector)],
    rows: collector.documents,
    trainingRows: counts.trainingDocuments,
    validationRows: counts.validationDocuments,
    duplicateRows: collector.duplicates.count,
    classes: [],
    truncatedShare: 0,
    ...figures,
    tokens: { training: training.ids.length, validation: validation.ids.length },
    characters: { training: training.characters, validation: validation.characters },
  }
}

function notesOn({ store, dictionary, duplicates, dropped }: DocumentCollector): string[] {
  const notes: string[] = []
  if (dropped > 0)
    notes.push(
      `${formatCount(dropped)} documents were left out as too short or as copies of an earlier one.`,
    )
  if (store.scratch)
    notes.push('These data are large: their token ids are kept in temporary files, not in memory.')
  if (dictionary.generation > 0)
    notes.push(
      `There are too many different tokens to count all of them: the rarest were dropped, so a count can be too low by up to ${formatCount(dictionary.undercount)}.`,
    )
  if (duplicates.isEstimate)
    notes.push('The number of duplicates is an estimate from a sample of the documents.')
  return notes
}
