// The words for encodings and kinds of data.
import type { DataPreview } from '#shared/domain/dataset'
import { formatBytes, plural } from '#shared/domain/format'
import type { DataOptions } from '#shared/experiment/data'

export const kindLabels: Record<DataPreview['kind'], string> = {
  csv: 'CSV',
  tsv: 'TSV',
  jsonl: 'JSON lines',
  json: 'JSON array',
  parquet: 'Parquet',
  conllu: 'CoNLL-U',
  folder: 'Folder per label',
  text: 'Plain text',
  generated: 'Made by the lab',
}

const containerLabels: Record<DataPreview['container'], string> = {
  file: '',
  folder: 'in a folder',
  zip: 'in a zip file',
  tar: 'in a tar file',
}

/** What the data is, in a line: `12 CSV files in a zip file, 3 MB, UTF-8`. */
export function describeData({
  kind,
  container,
  files,
  bytes,
  encoding,
  split,
}: DataPreview): string {
  const what =
    kind === 'folder'
      ? [kindLabels.folder, container === 'folder' ? '' : containerLabels[container]]
      : [
          files > 1 ? plural(files, `${kindLabels[kind]} file`) : kindLabels[kind],
          containerLabels[container],
        ]
  return [
    what.filter(Boolean).join(' '),
    split === null || kind === 'folder' ? '' : `part ${split}`,
    bytes === null ? '' : formatBytes(bytes),
    kind === 'folder' || kind === 'parquet' ? '' : encodingName(encoding),
  ]
    .filter(Boolean)
    .join(', ')
}

export const separatorLabels: Record<DataOptions['separator'], string> = {
  auto: 'Detect',
  comma: 'Comma',
  semicolon: 'Semicolon',
  tab: 'Tab',
  pipe: 'Vertical bar',
}

export const quoteLabels: Record<DataOptions['quote'], string> = {
  auto: 'Detect',
  double: 'Double',
  single: 'Single',
  none: 'None',
}

/** The words for "Detect" once it is known what was found: `Detect (comma)`. */
export function detectLabel(found: string | undefined): string {
  return found === undefined ? 'Detect' : `Detect (${found.toLowerCase()})`
}

/** The name of an encoding as the decoder calls it, e.g. `utf-8` or `windows-1252`. */
export function encodingName(encoding: string): string {
  return encoding
    .replace(/^[a-z]/, (first) => first.toUpperCase())
    .replace(/^(Utf|Iso)/, (word) => word.toUpperCase())
}

export const encodingLabels: Record<DataOptions['encoding'], string> = {
  auto: 'Detect',
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Western (Windows-1252)',
  'iso-8859-15': 'Western (ISO 8859-15)',
  'windows-1251': 'Cyrillic (Windows-1251)',
  'koi8-r': 'Cyrillic (KOI8-R)',
  shift_jis: 'Japanese (Shift JIS)',
  'euc-jp': 'Japanese (EUC-JP)',
  gb18030: 'Chinese (GB 18030)',
  big5: 'Chinese (Big5)',
  'euc-kr': 'Korean (EUC-KR)',
}
