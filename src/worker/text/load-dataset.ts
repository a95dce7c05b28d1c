// Reads a dataset whole: rows as token ids, split into training and validation rows, with a report.
import type { DatasetReport } from '#shared/domain/dataset'
import { formatCount, plural } from '#shared/domain/format'
import type { DataOptions, TextOptions } from '#shared/experiment/schema'
import { success, type Result } from '#shared/protocol/result'
import { RowCollector } from './collect-rows'
import { resolveColumns } from './columns'
import { pacer, stopped, type LoadControl } from './control'
import { encodeCollected, type CollectedRows } from './encode-collected'
import type { EncodedDataset } from './encoded'
import { findLabelProblem, sortLabels } from './labels'
import { memoryLimits, type MemoryLimits } from './memory-limits'
import { describeSource, readRows } from './read-rows'
import type { ChosenColumns } from './readers/row'
import { openSource, type DataSource } from './readers/source'
import { shareRead } from './share-read'
import { splitRows } from './split'

/**
 * Reads, cuts and encodes all rows. The vocabulary is made of the training rows only; the seed draws the
 * validation rows. Past `limits` rows go to temporary files, which `close` of the dataset gives back. Fails with
 * `data-unreadable`, `data-unusable`, `disk-full` or `write-failed` and a sentence, or with `stopped`.
 */
export async function loadDataset(
  data: DataOptions,
  text: TextOptions,
  seed: number,
  control: LoadControl,
  limits: MemoryLimits = memoryLimits(),
): Promise<Result<EncodedDataset>> {
  const started = performance.now()
  const source = await openSource(data)
  if (!source.ok) return source
  const columns = resolveColumns(source.value, data)
  if (!columns.ok) return columns
  const share = (): number | null => shareRead(source.value.meter, collector.rows, data.maximumRows)
  const collector: RowCollector = new RowCollector(text, limits, share)
  let result: Result<EncodedDataset> | undefined
  try {
    result = await readAll(
      { source: source.value, columns: columns.value, collector },
      data,
      text,
      seed,
      control,
    )
  } finally {
    // What did not come to a dataset needs its files no more.
    if (!result?.ok) collector.store.scratch?.close()
  }
  if (!result.ok) return result
  const seconds = (performance.now() - started) / 1000
  return success({ ...result.value, report: { ...result.value.report, seconds } })
}

interface Reading {
  readonly source: DataSource
  readonly columns: ChosenColumns
  readonly collector: RowCollector
}

async function readAll(
  { source, columns, collector }: Reading,
  data: DataOptions,
  text: TextOptions,
  seed: number,
  control: LoadControl,
): Promise<Result<EncodedDataset>> {
  const read = await readRows(source, columns, data.maximumRows, control, (row) => {
    return collector.add(row, columns.label, source.file.name) ?? 'taken'
  })
  if (!read.ok) return read
  const collected = orderClasses(collector)
  // Millions of rows take a while between reading and encoding.
  if (
    await pacer(control)(() => ({
      phase: 'encoding',
      done: 0,
      total: collector.rows,
      unit: 'rows',
    }))
  )
    return stopped()
  const problem = findLabelProblem(source, columns.label, collector, collected.labels)
  if (problem) return problem
  const parts = splitRows(collected.classes, collected.labels.length, data.validationSplit, seed)
  const encoded = await encodeCollected(collected, parts, text, control)
  if (!encoded.ok) return encoded
  const { training, validation, vocabulary, figures } = encoded.value
  const described = describeSource(source, columns)
  const report: DatasetReport = {
    ...described,
    notes: [...notesOf(described), ...memoryNotes(collector, text)],
    rows: collector.rows,
    trainingRows: training.count,
    validationRows: validation.count,
    duplicateRows: collector.duplicates.count,
    classes: countClasses(collected),
    skipped: read.value,
    ...figures,
    seconds: 0,
  }
  const { scratch } = collector.store
  const close = scratch ? { close: () => scratch.close() } : {}
  const { labels } = collected
  return success({ labels, vocabulary, text, training, validation, report, ...close })
}

function notesOf({ notes = [] }: Pick<DatasetReport, 'path' | 'notes'>): readonly string[] {
  return notes
}

/** What is not exact, or not in memory, because the data are large. */
function memoryNotes({ dictionary, duplicates, store }: RowCollector, text: TextOptions): string[] {
  const notes: string[] = []
  const kind = text.level === 'word' ? 'words' : 'characters'
  if (store.scratch)
    notes.push('These data are large: their token ids are kept in temporary files, not in memory.')
  if (dictionary.generation > 0)
    notes.push(
      `There are too many different ${kind} to count all of them: the rarest were dropped ${plural(dictionary.generation, 'time')}, ` +
        `so a count can be too low by up to ${formatCount(dictionary.undercount)}, and there are more different ${kind} than told.`,
    )
  if (duplicates.isEstimate)
    notes.push('The number of duplicates is an estimate from a sample of the rows.')
  return notes
}

function orderClasses(collector: RowCollector): CollectedRows {
  const labels = sortLabels(collector.labelIds.keys())
  const found = [...collector.labelIds.keys()]
  const classOf = Int32Array.from(found, (label) => labels.indexOf(label))
  const classes = collector.labels.toArray()
  for (const [row, label] of classes.entries()) classes[row] = classOf[label]
  return { collector, labels, classes }
}

function countClasses({ labels, classes }: CollectedRows): DatasetReport['classes'] {
  const counts = new Int32Array(labels.length)
  for (const id of classes) counts[id]++
  return labels.map((label, id) => ({ label, count: counts[id] }))
}
