// Reads pairs whole: both sides as ids, split into pairs to train and to validate on, with a report.
import { formatCount, plural } from '#shared/domain/format'
import type { DatasetReport } from '#shared/domain/dataset'
import type { DataOptions } from '#shared/experiment/data'
import type { TextOptions } from '#shared/experiment/text'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { errorCode } from '../../../../files/write-file'
import { stopped, type LoadControl } from '../../../text/control'
import { memoryLimits, type MemoryLimits } from '../../../text/memory-limits'
import { seededRandom, shuffledOrder } from '../../../text/random'
import { scratchFailure } from '../../../text/storage/scratch'
import type { Texts } from '../../../text/storage/texts'
import type { LoadRequest } from '../../task'
import { PairCollector } from './collect-pairs'
import { encodeSide, type EncodedSide } from './encode-side'
import type { Pair } from './pair'
import { readPairs, type PairVerdict, type PairsRead } from './read-pairs'
import type { TextSide } from './text-side'

/** Pairs, ready to learn from. Rows are numbered in the order of the data. */
export interface PairDataset {
  readonly source: Side
  readonly target: Side
  /** Row numbers, rising. */
  readonly training: Int32Array
  readonly validation: Int32Array
  readonly report: DatasetReport
  /** Gives temporary files back, after which nothing can be read. */
  close(): void
}

export interface Side extends Omit<EncodedSide, 'figures'> {
  readonly text: TextOptions
  /** By row, whole. */
  readonly texts: Texts
}

/**
 * Reads, cuts and encodes all pairs; both vocabularies are made of the training pairs only. Fails with `data-unreadable`,
 * `data-unusable`, `disk-full` or `write-failed` and a sentence, or with `stopped`.
 */
export async function loadPairs(
  request: Omit<LoadRequest, 'task'>,
  control: LoadControl,
  limits: MemoryLimits = memoryLimits(),
): Promise<Result<PairDataset>> {
  const started = performance.now()
  const pairs = new PairCollector(request, limits)
  let dataset: Result<PairDataset> | undefined
  try {
    dataset = await load(pairs, request, control)
  } catch (error) {
    if (!pairs.hasFiles || errorCode(error) === undefined) throw error
    dataset = scratchFailure(limits.folder, error)
  } finally {
    // What did not come to a dataset needs its files no more.
    if (!dataset?.ok) pairs.close()
  }
  if (!dataset.ok) return dataset
  const seconds = (performance.now() - started) / 1000
  return success({ ...dataset.value, report: { ...dataset.value.report, seconds } })
}

async function load(
  pairs: PairCollector,
  { data, seed, known }: Omit<LoadRequest, 'task'>,
  control: LoadControl,
): Promise<Result<PairDataset>> {
  const read = await readAll(pairs, data, control)
  if (!read.ok) return read
  const isValidation = splitOf(pairs, data, seed)
  const options = { isValidation, control }
  const source = await encodeSide(pairs.source, {
    ...{ ...options, purpose: 'reading', vocabulary: known?.vocabulary ?? null },
  })
  const target =
    source &&
    (await encodeSide(pairs.target, {
      ...{ ...options, purpose: 'writing', vocabulary: known?.targetVocabulary ?? null },
    }))
  if (!source || !target) return stopped()
  const parts = { training: rowsWith(0, isValidation), validation: rowsWith(1, isValidation) }
  const report: DatasetReport = {
    ...read.value.described,
    notes: [...(read.value.described.notes ?? []), ...notesOf(pairs)],
    rows: pairs.count,
    trainingRows: parts.training.length,
    validationRows: parts.validation.length,
    duplicateRows: pairs.duplicates.count,
    classes: [],
    skipped: read.value.skipped,
    ...source.figures,
    target: target.figures,
    seconds: 0,
  }
  return success({
    source: sideOf(pairs.source, source),
    target: sideOf(pairs.target, target),
    ...parts,
    report,
    close: () => pairs.close(),
  })
}

function sideOf({ text, store }: TextSide, { vocabulary, sequences }: EncodedSide): Side {
  return { text, vocabulary, sequences, texts: store.excerpts() }
}

async function readAll(
  pairs: PairCollector,
  data: DataOptions,
  control: LoadControl,
): Promise<Result<PairsRead>> {
  const take = (pair: Pair, name: string): PairVerdict => pairs.add(pair, name)
  const onShare = (share: () => number | null): void => void (pairs.shareRead = share)
  const read = await readPairs(data, { take, control, onShare })
  if (!read.ok) return read
  const { path } = read.value.described
  if (data.validationPath === null) {
    return pairs.count < 2 ? tooFew(path, pairs.count) : read
  }
  if (pairs.count === 0) return tooFew(path, 0)
  pairs.firstValidationRow = pairs.count
  const others = {
    ...data,
    path: data.validationPath,
    morePaths: [],
    generator: null,
    maximumRows: null,
  }
  const more = await readPairs(others, { take, control, onShare })
  if (!more.ok) return more
  if (pairs.count === pairs.firstValidationRow) return tooFew(others.path, 0)
  return success({
    described: read.value.described,
    skipped: {
      count: read.value.skipped.count + more.value.skipped.count,
      first: [...read.value.skipped.first, ...more.value.skipped.first].slice(0, 10),
    },
  })
}

function tooFew(path: string, count: number): Failure {
  return failure(
    'data-unusable',
    count === 0
      ? `${path} has no pairs that can be used; choose data with a source and a target in each row.`
      : `${path} has a single pair; at least two are needed, one to train and one to validate on.`,
  )
}

/** By row: 1 for those that are validated on. */
function splitOf(pairs: PairCollector, data: DataOptions, seed: number): Uint8Array {
  const { count, firstValidationRow } = pairs
  const isValidation = new Uint8Array(count)
  if (firstValidationRow !== null) return isValidation.fill(1, firstValidationRow)
  const aside = Math.max(1, Math.min(Math.round(count * data.validationSplit), count - 1))
  if (data.validationRows === 'last') return isValidation.fill(1, count - aside)
  const order = shuffledOrder(count, seededRandom(seed))
  for (const row of order.subarray(0, aside)) isValidation[row] = 1
  return isValidation
}

function rowsWith(mark: number, marks: Uint8Array): Int32Array {
  const rows: number[] = []
  for (const [row, own] of marks.entries()) if (own === mark) rows.push(row)
  return Int32Array.from(rows)
}

function notesOf({
  source,
  target,
  hasFiles,
  duplicates,
  dropped,
  short,
}: PairCollector): string[] {
  const notes: string[] = []
  if (hasFiles)
    notes.push('These data are large: their token ids are kept in temporary files, not in memory.')
  for (const { dictionary } of [source, target]) {
    if (dictionary.generation > 0)
      notes.push(
        `There are too many different tokens to count all of them: the rarest were dropped, so a count can be too low by up to ${formatCount(dictionary.undercount)}.`,
      )
  }
  if (duplicates.isEstimate)
    notes.push('The number of duplicates is an estimate from a sample of the rows.')
  if (dropped > 0) notes.push(`${plural(dropped, 'pair')} that occurred before left out.`)
  if (short > 0)
    notes.push(
      `${plural(short, 'pair')} with fewer source tokens than data.minimumTokens left out.`,
    )
  return notes
}
