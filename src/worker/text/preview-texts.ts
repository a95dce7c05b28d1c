// Shows the beginnings of texts without labels, as a language model learns from.
import type { DataPreview } from '#shared/domain/dataset'
import { success, type Result } from '#shared/protocol/result'
import type { PreviewRequest } from '#shared/protocol/trainer-api'
import { openTextFiles, type TextFiles } from './readers/text-files'

/** A preview of the .txt and .md files at a path; null when there are none. */
export async function previewTexts(
  request: PreviewRequest,
  most: number,
): Promise<Result<DataPreview> | null> {
  const texts = await openTextFiles(request)
  if (!texts.ok || texts.value === null) return null
  const { place, files, split, meter } = texts.value
  const starts = await readStarts(texts.value, most)
  if (!starts.ok) return starts
  return success({
    path: place.path,
    kind: 'text',
    container: place.container,
    files: files.length,
    split,
    bytes: place.bytes,
    encoding: meter.encoding,
    dialect: null,
    notes: split === null ? [] : [`Of train and test, ${split} is read.`],
    columns: ['text'],
    rows: starts.value.map((start) => [start]),
    guess: { text: 'text', label: null },
    reason: 'Texts without labels, for a language model to learn from.',
  })
}

async function readStarts(texts: TextFiles, most: number): Promise<Result<string[]>> {
  const starts: string[] = []
  let isFirst = true
  for await (const batch of texts.pieces()) {
    if (!batch.ok) return batch
    for (const { text, isLast } of batch.value) {
      if (isFirst) starts.push(text)
      isFirst = isLast
      if (starts.length === most) return success(starts)
    }
  }
  return success(starts)
}
