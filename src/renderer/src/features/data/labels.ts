// The words for encodings and kinds of data.
import type { DataPreview } from '#shared/domain/dataset'
import type { DataOptions } from '#shared/experiment/schema'

export const kindLabels: Record<DataPreview['kind'], string> = {
  csv: 'CSV',
  tsv: 'TSV',
  jsonl: 'JSON lines',
  folder: 'Folder per label',
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
