// Sentences to try with one click: written ones for the bundled sample, else texts of the data itself.
import type { DataPreview } from '#shared/domain/dataset'

const forSample = [
  'The film was not good at all.',
  'I expected little, but the café was wonderful.',
  'Far from boring, this book kept me awake all night.',
]

/** Up to three short texts: of different labels where the preview has them. */
export function exampleTexts(
  isSample: boolean,
  preview: DataPreview | null,
  columns: { readonly text: string | null; readonly label: string | null },
): readonly string[] {
  if (isSample) return forSample
  if (!preview) return []
  const text = preview.columns.indexOf(columns.text ?? preview.guess.text ?? '')
  const label = preview.columns.indexOf(columns.label ?? preview.guess.label ?? '')
  if (text < 0) return []
  const rows = preview.rows.filter((row) => row[text]?.trim())
  const seen = new Set<string>()
  const varied = rows.filter((row) => {
    const key = row[label] ?? ''
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
  return [...new Set([...varied, ...rows])].slice(0, 3).map((row) => row[text])
}
