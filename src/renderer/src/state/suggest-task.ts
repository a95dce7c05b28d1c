// Which task data look like, from their first rows: a person is asked, never overruled.
import type { DataPreview } from '#shared/domain/dataset'
import type { Task } from '#shared/experiment/schema'

export interface TaskSuggestion {
  readonly task: Task
  /** What was seen, as a sentence. */
  readonly reason: string
}

/** Names that columns of pairs of texts have, those of sources first. */
const pairNames: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(source|src|input|from|question|english|en)$/i,
    /^(target|tgt|output|to|answer|french|german|spanish|fr|de|es)$/i,
  ],
]
/** What has more words than this, in the middle, is a text rather than a label. */
const mostLabelWords = 3

/** The task that a preview looks like; null when it is as good as any for the task that is chosen. */
export function suggestTask(preview: DataPreview, chosen: Task): TaskSuggestion | null {
  const found = taskOf(preview)
  return found === null || found.task === chosen ? null : found
}

function taskOf(preview: DataPreview): TaskSuggestion | null {
  if (preview.kind === 'conllu')
    return { task: 'tagging', reason: 'These are sentences with a tag for each word.' }
  if (preview.kind === 'text')
    return { task: 'language-model', reason: 'This is plain text without labels.' }
  if (preview.kind === 'folder')
    return { task: 'classification', reason: 'These are folders of texts, one for each label.' }
  return isOfPairs(preview) ? { task: 'seq2seq', reason: 'These are two columns of texts.' } : null
}

function isOfPairs({ columns, rows }: DataPreview): boolean {
  const isNamed = pairNames.some(
    ([source, target]) =>
      columns.some((name) => source.test(name)) && columns.some((name) => target.test(name)),
  )
  if (isNamed) return true
  if (columns.length !== 2 || rows.length < 5) return false
  return [0, 1].every((column) => {
    const cells = rows.map((row) => row[column] ?? '')
    return new Set(cells).size > rows.length * 0.8 && middleOf(cells.map(wordsOf)) > mostLabelWords
  })
}

function wordsOf(cell: string): number {
  return cell.trim().split(/\s+/).length
}

function middleOf(counts: readonly number[]): number {
  return counts.toSorted((one, other) => one - other)[counts.length >> 1] ?? 0
}
