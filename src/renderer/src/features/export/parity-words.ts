// The proof of an export in words: who computed what from the files, and how close it came.
import type { ExportReport, Parity } from '#shared/domain/export'
import { formatBytes, formatCount, formatDifference, plural } from '#shared/domain/format'

/** 1e-5 -> "1e-5", 2.4e-7 -> "2.4e-7". */
function difference(value: number): string {
  return formatDifference(value).replace('.0e', 'e')
}

export interface ParityLines {
  /** What was found, in a few words. */
  readonly verdict: string
  /** What was compared. */
  readonly compared: string
  /** By what. */
  readonly by: string
}

/** "Checked: 4 texts, 960 numbers, largest difference 2.4e-7 (limit 1e-5)", and by which program. */
export function parityLines({ format, parity }: ExportReport): ParityLines {
  const isWithin = parity.largestDifference <= parity.limit
  return {
    verdict: isWithin ? 'Checked' : 'It computes something else',
    compared: format === 'unroll' ? comparedFiles(parity) : comparedNumbers(parity),
    by:
      format === 'unroll'
        ? `By ${parity.program}.`
        : `Computed from the exported files alone by ${parity.program}.`,
  }
}

function comparedNumbers({ vectors, numbers, largestDifference, limit }: Parity): string {
  const compared = `${plural(vectors, 'text')}, ${plural(numbers, 'number')}`
  return `${compared}, largest difference ${difference(largestDifference)} (limit ${difference(limit)})`
}

function comparedFiles({ vectors, numbers, largestDifference }: Parity): string {
  const compared = `${plural(vectors, 'file')}, ${formatCount(numbers)} bytes`
  return largestDifference === 0 ? `${compared}, all of them the same` : `${compared}, not the same`
}

/** "8 files, 1.3 MB". */
export function filesLine(files: ExportReport['files']): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return `${plural(files.length, 'file')}, ${formatBytes(bytes)}`
}
