// Goes through all rows of a source: tells progress, hears of a stop, and keeps a log of what was skipped.
import { plural } from '#shared/domain/format'
import type { DatasetReport, SkippedRow } from '#shared/domain/dataset'
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { Progress } from '#shared/protocol/trainer-api'
import { pacer, stopped, type LoadControl } from './control'
import type { ChosenColumns, RawRow, ReadMeter } from './readers/row'
import type { DataSource } from './readers/source'

const keptReasons = 10

/** What a consumer makes of a row: taken, left out, a reason to skip it, or one to give up the whole dataset. */
export type Verdict = 'taken' | 'left-out' | { readonly problem: string } | Failure

/** Reads all rows, or as many as `maximumRows` lets be taken; answers with what was skipped. */
export async function readRows(
  source: DataSource,
  columns: ChosenColumns,
  maximumRows: DataOptions['maximumRows'],
  control: LoadControl,
  take: (row: RawRow) => Verdict,
): Promise<Result<DatasetReport['skipped']>> {
  const pace = pacer(control)
  const first: SkippedRow[] = []
  let count = 0
  let taken = 0
  for await (const batch of source.rows(columns)) {
    if (!batch.ok) return batch
    for (const row of batch.value) {
      const verdict = row.problem === undefined ? take(row) : { problem: row.problem }
      if (typeof verdict === 'object') {
        if ('ok' in verdict) return verdict
        if (count++ < keptReasons) first.push(toSkipped(row, verdict.problem))
        continue
      }
      if (verdict === 'taken' && ++taken === maximumRows) return success({ count, first })
    }
    if (await pace(() => readingProgress(source.meter))) return stopped()
  }
  control.onProgress(readingProgress(source.meter))
  if (taken === 0 && count > 0) return nothingUsable(source, count, first[0])
  return success({ count, first })
}

function toSkipped({ line, file }: RawRow, reason: string): SkippedRow {
  return file === undefined ? { line, reason } : { line, file, reason }
}

function readingProgress({ done, total, unit }: ReadMeter): Progress {
  return { phase: 'reading', done, total, unit }
}

function nothingUsable({ file }: DataSource, count: number, first: SkippedRow): Failure {
  const line = first.line === null ? [] : [`line ${first.line}`]
  const place = [...(first.file === undefined ? [] : [first.file]), ...line].join(', ')
  const reason = first.reason.replace(/\.$/, '').replace(/^It /, 'it ').replace(/^The /, 'the ')
  return failure(
    'data-unusable',
    `No row of ${file.name} can be used (${plural(count, 'row')} skipped; ${place}: ${reason}); mend the rows, or choose other columns.`,
  )
}

/** What a report says of where rows come from, once they are read. */
export function describeSource(
  { file, meter, dialect, notes }: DataSource,
  columns: ChosenColumns,
): Pick<DatasetReport, 'path' | 'columns' | 'encoding' | 'invalidBytes' | 'dialect' | 'notes'> {
  return {
    path: file.path,
    columns: { text: columns.text, label: columns.label },
    encoding: meter.encoding,
    invalidBytes: meter.invalid,
    dialect,
    notes,
  }
}
