// Shows the first rows of a dataset, and guesses its columns; reads no more than these rows.
import type { DataPreview } from '#shared/domain/dataset'
import { success, type Result } from '#shared/protocol/result'
import type { PreviewRequest } from '#shared/protocol/trainer-api'
import { guessColumns } from './columns'
import { previewTexts } from './preview-texts'
import { openSource, type DataSource } from './readers/source'

const shownRows = 20
const longestCell = 300

/** The first rows of a file or folder with the columns that look like text and label. */
export async function previewData(request: PreviewRequest): Promise<Result<DataPreview>> {
  const source = await openSource(request)
  if (!source.ok) return (await previewOfTexts(request)) ?? source
  const { file, sample, encoding, dialect, split, files, notes } = source.value
  const { text, label, reason } = guessOf(source.value)
  return success({
    path: file.path,
    kind: file.kind,
    container: file.container,
    files,
    split,
    bytes: file.bytes,
    encoding,
    dialect,
    notes,
    columns: sample.columns,
    rows: sample.rows.slice(0, shownRows).map((row) => row.map(shorten)),
    guess: { text, label },
    reason,
  })
}

/** Of texts without labels, which no reader of rows takes. */
async function previewOfTexts(request: PreviewRequest): Promise<Result<DataPreview> | null> {
  const preview = await previewTexts(request, shownRows)
  if (!preview?.ok) return preview
  const rows = preview.value.rows.map((row) => row.map(shorten))
  return success({ ...preview.value, rows })
}

function guessOf({ file, sample, split }: DataSource): ReturnType<typeof guessColumns> {
  if (file.kind !== 'folder') return guessColumns(sample)
  const where = split ? ` of ${split}` : ''
  return { text: 'text', label: 'label', reason: `Each sub-folder${where} is a label.` }
}

function shorten(cell: string): string {
  // A cut between the halves of a surrogate pair would leave half a character.
  return cell.length > longestCell
    ? `${cell.slice(0, longestCell).replace(/[\uD800-\uDBFF]$/, '')}…`
    : cell
}
