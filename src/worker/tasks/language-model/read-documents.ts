// Goes through documents piece by piece: tells progress, hears of a stop, and keeps a log of what was skipped.
import type { DatasetReport, SkippedRow } from '#shared/domain/dataset'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { pacer, stopped, type LoadControl } from '../../text/control'
import type { Documents } from '../../text/readers/documents'
import type { TextPiece } from '../../text/readers/text-files'

const keptReasons = 10

/**
 * Hands on every piece that can be used, of at most so many documents; answers with what was skipped.
 * @param take a failure gives up everything
 */
export async function readDocuments(
  documents: Documents,
  most: number | null,
  control: LoadControl,
  take: (piece: TextPiece) => Failure | undefined,
): Promise<Result<DatasetReport['skipped']>> {
  const pace = pacer(control)
  const progress = () => ({ phase: 'reading', unit: 'bytes', ...documents.progress() }) as const
  const first: SkippedRow[] = []
  let count = 0
  let taken = 0
  for await (const batch of documents.pieces()) {
    if (!batch.ok) return batch
    for (const piece of batch.value) {
      if (piece.problem !== undefined) {
        if (count++ < keptReasons) first.push(skippedOf(piece, piece.problem))
        continue
      }
      const failed = take(piece)
      if (failed) return failed
      if (piece.isLast && ++taken === most) return success({ count, first })
    }
    if (await pace(progress)) return stopped()
  }
  control.onProgress(progress())
  return taken === 0 ? nothingUsable(documents, first) : success({ count, first })
}

function skippedOf({ line = null, file }: TextPiece, reason: string): SkippedRow {
  return file === undefined ? { line, reason } : { line, file, reason }
}

function nothingUsable({ name }: Documents, [first]: readonly SkippedRow[]): Failure {
  if (!first) return failure('data-unusable', `${name} has no text; choose data with a text.`)
  const line = first.line === null ? [] : [`line ${first.line}`]
  const place = [...(first.file === undefined ? [] : [first.file]), ...line].join(', ')
  const told = place === '' ? first.reason : `${place}: ${first.reason}`
  return failure(
    'data-unusable',
    `Nothing in ${name} can be used (${told.replace(/\.$/, '')}); choose data with a text.`,
  )
}
