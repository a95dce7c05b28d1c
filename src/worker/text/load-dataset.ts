// Reads a dataset whole: rows as token ids, split into training and validation rows, with a report.
import type { DatasetReport } from '#shared/domain/dataset'
import type { DataOptions } from '#shared/experiment/data'
import type { TextOptions } from '#shared/experiment/text'
import { success, type Failure, type Result } from '#shared/protocol/result'
import { RowCollector } from './collect-rows'
import { resolveColumns } from './columns'
import { pacer, stopped, type LoadControl } from './control'
import { notesOnRows } from './dataset-notes'
import { encodeCollected } from './encode-collected'
import type { EncodedDataset } from './encoded'
import type { FinishedLabels } from './label-reader'
import { countLabels, describeNumbers, scaleOf } from './label-statistics'
import { inTurns } from './in-turns'
import { findLabelProblem } from './labels'
import { findUnknownLabels, type KnownWords } from './known-words'
import { memoryLimits, type MemoryLimits } from './memory-limits'
import { describeSource, readRows } from './read-rows'
import type { ChosenColumns } from './readers/row'
import { openSource, type DataSource } from './readers/source'
import { shareRead } from './share-read'
import { splitting, type Split } from './split'
import { numbersOf, type Scale, type Targets } from './targets'

/**
 * Reads, cuts and encodes all rows. The vocabulary is made of the training rows only; the seed draws the
 * validation rows. Past `limits` rows go to temporary files, which `close` of the dataset gives back. Fails with
 * `data-unreadable`, `data-unusable`, `disk-full` or `write-failed` and a sentence, or with `stopped`.
 * @param known read with in place of a vocabulary and labels of the data's own
 */
export async function loadDataset(
  data: DataOptions,
  text: TextOptions,
  seed: number,
  control: LoadControl,
  limits: MemoryLimits = memoryLimits(),
  known: KnownWords | null = null,
): Promise<Result<EncodedDataset>> {
  const started = performance.now()
  const part = await openPart(data)
  if (!part.ok) return part
  const validation = data.validationPath === null ? null : await openValidation(data, part.value)
  if (validation && !validation.ok) return validation
  const share = (): number | null =>
    shareRead(part.value.source.meter, collector.rows, data.maximumRows)
  const collector: RowCollector = new RowCollector(text, data, limits, share)
  let result: Result<EncodedDataset> | undefined
  try {
    result = await readAll(
      { ...part.value, validation: validation?.value ?? null, collector, known },
      ...([data, text, seed, control] as const),
    )
  } finally {
    // What did not come to a dataset needs its files no more.
    if (!result?.ok) collector.store.scratch?.close()
  }
  if (!result.ok) return result
  const seconds = (performance.now() - started) / 1000
  return success({ ...result.value, report: { ...result.value.report, seconds } })
}

/** Data that are open for reading. */
interface Part {
  readonly source: DataSource
  readonly columns: ChosenColumns
}

interface Reading extends Part {
  /** A file of its own to validate on. */
  readonly validation: Part | null
  readonly collector: RowCollector
  /** Read with in place of a vocabulary and labels of the data's own. */
  readonly known: KnownWords | null
}

async function openPart(data: DataOptions): Promise<Result<Part>> {
  const source = await openSource(data)
  if (!source.ok) return source
  const columns = resolveColumns(source.value, data)
  return columns.ok ? success({ source: source.value, columns: columns.value }) : columns
}

/** Read as the training rows are, with the same columns; of the same folder its part test. */
function openValidation(data: DataOptions, { columns }: Part): Promise<Result<Part>> {
  const path = data.validationPath ?? data.path
  const split = path === data.path ? 'test' : null
  const text = columns.template ? data.text : columns.text
  return openPart({ ...data, text, label: columns.label, path, split, morePaths: [] })
}

async function readAll(
  reading: Reading,
  data: DataOptions,
  text: TextOptions,
  seed: number,
  control: LoadControl,
): Promise<Result<EncodedDataset>> {
  const { source, columns, collector, known } = reading
  const skipped = await collectRows(reading, data, control)
  if (!skipped.ok) return skipped
  const strange = known && findUnknownLabels(collector.reader.names(), known, source.file.name)
  if (strange) return strange
  const { labels, targets, toFinal } = collector.reader.finish(known?.labels)
  const rowLabels = collector.labels.toArray()
  // Millions of rows take a while between reading and encoding.
  const pace = pacer(control)
  const total = collector.rows
  const pause = () => pace(() => ({ phase: 'encoding', done: 0, total, unit: 'rows' }))
  if (await pause()) return stopped()
  toFinal(rowLabels)
  const problem = findProblem(reading, data, labels, rowLabels)
  if (problem) return problem
  const split = splitting(data, {
    labels: rowLabels,
    classes: targets.kind === 'class' ? labels.length : 0,
    isNumbers: targets.kind === 'number',
    firstValidationRow: collector.firstValidationRow,
    seed,
  })
  const parts = await inTurns(split, pause)
  if (!parts) return stopped()
  const encoded = await encodeCollected(
    { collector, labels, classes: rowLabels, vocabulary: known?.vocabulary ?? null },
    ...([parts, text, control] as const),
  )
  if (!encoded.ok) return encoded
  const { training, validation, vocabulary, figures } = encoded.value
  const described = describeSource(source, columns)
  const report: DatasetReport = {
    ...described,
    notes: [...(described.notes ?? []), ...notesOnRows(collector, text)],
    rows: collector.rows,
    trainingRows: training.count,
    validationRows: validation.count,
    duplicateRows: collector.duplicates.count,
    classes: countLabels(labels, targets, rowLabels),
    skipped: skipped.value,
    ...figures,
    ...(targets.kind === 'number' ? { numbers: describeNumbers(numbersOf(rowLabels)) } : {}),
    seconds: 0,
  }
  const { scratch } = collector.store
  const close = scratch ? { close: () => scratch.close() } : {}
  const scaled = withScale(targets, rowLabels, parts, known?.scale ?? null)
  return success({
    ...{ labels, targets: scaled, vocabulary, text, training, validation, report },
    validationRows: parts.validation,
    ...close,
  })
}

/** Reads the training rows, and after them those of a file of its own to validate on. */
async function collectRows(
  { source, columns, validation, collector }: Reading,
  data: DataOptions,
  control: LoadControl,
): Promise<Result<DatasetReport['skipped']>> {
  const read = await readRows(source, columns, data.maximumRows, control, (row) =>
    collector.add(row, columns.label, source.file.name),
  )
  if (!read.ok || !validation) return read
  collector.beginValidation()
  const { name } = validation.source.file
  const more = await readRows(validation.source, validation.columns, null, control, (row) =>
    collector.add(row, validation.columns.label, name),
  )
  if (!more.ok) return more
  const named = more.value.first.map((one) => ({
    ...one,
    file: one.file === undefined ? name : `${name}, ${one.file}`,
  }))
  const first = [...read.value.first, ...named].slice(0, 10)
  return success({ count: read.value.count + more.value.count, first })
}

function findProblem(
  { source, columns, validation, collector }: Reading,
  { labelKind }: DataOptions,
  labels: readonly string[],
  rowLabels: Int32Array,
): Failure | undefined {
  const { rows, hasOneText, firstValidationRow, leftOut } = collector
  return findLabelProblem(source, columns.label, {
    ...{ labelKind, labels, rows, hasOneText, leftOut },
    hasOneLabel: rowLabels.every((label) => label === rowLabels[0]),
    validation:
      validation && firstValidationRow !== null
        ? { name: validation.source.file.name, rows: rows - firstValidationRow }
        : null,
  })
}

function withScale(
  targets: FinishedLabels['targets'],
  rowLabels: Int32Array,
  { training }: Split,
  known: Scale | null,
): Targets {
  return targets.kind === 'number'
    ? { kind: 'number', scale: known ?? scaleOf(numbersOf(rowLabels), training) }
    : targets
}
