// Which formats there are, told by the ends of file names.
import type { DataPreview } from '#shared/domain/dataset'

/** A file whose rows have named columns. */
export type TableKind = Exclude<DataPreview['kind'], 'folder' | 'text' | 'generated'>

export interface Format {
  readonly kind: TableKind | 'text' | 'zip' | 'tar'
  /** Compressed by gzip. */
  readonly compressed: boolean
}

const kinds = new Map<string, Format['kind']>([
  ['.csv', 'csv'],
  ['.tsv', 'tsv'],
  ['.tab', 'tsv'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.json', 'json'],
  ['.parquet', 'parquet'],
  ['.conllu', 'conllu'],
  ['.conll', 'conllu'],
  ['.bio', 'conllu'],
  ['.iob', 'conllu'],
  ['.iob2', 'conllu'],
  ['.txt', 'text'],
  ['.md', 'text'],
  ['.zip', 'zip'],
  ['.tar', 'tar'],
])

/** The format by a file's name; null for one that is not read. */
export function formatOf(name: string): Format | null {
  const lower = name.toLowerCase()
  const plain = lower.replace(/\.tgz$/, '.tar.gz').replace(/\.gz$/, '')
  const compressed = /\.(gz|tgz)$/.test(lower)
  const kind = kinds.get(extensionOf(plain))
  // A zip file is compressed inside.
  if (kind === undefined || (kind === 'zip' && compressed)) return null
  return { kind, compressed }
}

/** The end of a name from its last dot in lower case; empty for none. */
export function extensionOf(name: string): string {
  return /[^/\\](\.[^./\\]*)$/.exec(name)?.[1].toLowerCase() ?? ''
}

/** Whether a format is a table. */
export function isTable(format: Format | null): format is Format & { readonly kind: TableKind } {
  return format !== null && !['text', 'zip', 'tar'].includes(format.kind)
}
