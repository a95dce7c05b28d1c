// The formats that a trained model can be exported in, and for whom each one is.
import type { ExportReport } from '#shared/domain/run'

export interface ExportFormat {
  readonly format: ExportReport['format']
  readonly title: string
  readonly audience: string
  readonly contents: string
}

export const exportFormats: readonly ExportFormat[] = [
  {
    format: 'tfjs',
    title: 'TensorFlow.js',
    audience: 'For web pages and Node programs.',
    contents:
      'Model in the Layers format, vocabulary, labels, and a README with code that runs it.',
  },
]

/** Weights are 32-bit floats; the rest of an export is small beside them. */
export function weightBytes(parameters: number): number {
  return parameters * 4
}

/** A folder name out of a run's name: "Sample reviews, LSTM" -> "sample-reviews-lstm-tfjs". */
export function exportFolderName(runName: string, format: string): string {
  const slug = runName
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${slug || 'run'}-${format}`
}
