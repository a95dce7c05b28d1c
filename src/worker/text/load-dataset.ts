// Reads a dataset whole: rows as token ids, split into training and validation rows, with a report.
import type { DatasetReport } from '#shared/domain/dataset'
import type { DataOptions, TextOptions } from '#shared/experiment/schema'
import { success, type Result } from '#shared/protocol/result'
import { RowCollector } from './collect-rows'
import { resolveColumns } from './columns'
import { stopped, type LoadControl } from './control'
import { encodeCollected, type CollectedRows } from './encode-collected'
import type { EncodedDataset } from './encoded'
import { findLabelProblem, sortLabels } from './labels'
import { describeSource, readRows } from './read-rows'
import { openSource } from './readers/source'
import { splitRows } from './split'

/**
 * Reads, cuts and encodes all rows. The vocabulary is made of the training rows only; the seed draws the
 * validation rows. Fails with `data-unreadable` or `data-unusable` and a sentence, or with `stopped`.
 */
export async function loadDataset(
  data: DataOptions,
  text: TextOptions,
  seed: number,
  control: LoadControl,
): Promise<Result<EncodedDataset>> {
  const started = performance.now()
  const source = await openSource(data)
  if (!source.ok) return source
  const columns = resolveColumns(source.value, data)
  if (!columns.ok) return columns
  const collector = new RowCollector(text)
  const read = await readRows(source.value, columns.value, data.maximumRows, control, (row) => {
    return collector.add(row, columns.value.label, source.value.file.name) ?? 'taken'
  })
  if (!read.ok) return read
  const collected = orderClasses(collector)
  const problem = findLabelProblem(source.value, columns.value.label, collector, collected.labels)
  if (problem) return problem
  const parts = splitRows(collected.classes, collected.labels.length, data.validationSplit, seed)
  const encoded = await encodeCollected(collected, parts, text, control)
  if (!encoded) return stopped()
  const { training, validation, vocabulary, figures } = encoded
  const report: DatasetReport = {
    ...describeSource(source.value, columns.value),
    rows: collector.rows,
    trainingRows: training.count,
    validationRows: validation.count,
    duplicateRows: collector.duplicates,
    classes: countClasses(collected),
    skipped: read.value,
    ...figures,
    seconds: (performance.now() - started) / 1000,
  }
  return success({ labels: collected.labels, vocabulary, text, training, validation, report })
}

function orderClasses(collector: RowCollector): CollectedRows {
  const labels = sortLabels(collector.labelIds.keys())
  const found = [...collector.labelIds.keys()]
  const classOf = Int32Array.from(found, (label) => labels.indexOf(label))
  const classes = collector.labels.toArray().map((label) => classOf[label])
  return { collector, labels, classes }
}

function countClasses({ labels, classes }: CollectedRows): DatasetReport['classes'] {
  const counts = new Int32Array(labels.length)
  for (const id of classes) counts[id]++
  return labels.map((label, id) => ({ label, count: counts[id] }))
}
