// The order of the classes, and whether there is anything to tell apart.
import { formatCount, plural } from '#shared/domain/format'
import { failure, type Failure } from '#shared/protocol/result'
import type { DataSource } from './readers/source'

/** Labels in numeric order when all are numbers, else by code point, so that neg is 0 and pos is 1. */
export function sortLabels(labels: Iterable<string>): string[] {
  const names = [...labels]
  const numeric = names.every((name) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(name))
  return names.sort((one, other) =>
    numeric ? Number(one) - Number(other) || byCodePoint(one, other) : byCodePoint(one, other),
  )
}

function byCodePoint(one: string, other: string): number {
  const ours = Array.from(one)
  const theirs = Array.from(other)
  for (let index = 0; index < ours.length && index < theirs.length; index++)
    if (ours[index] !== theirs[index])
      return (ours[index].codePointAt(0) ?? 0) - (theirs[index].codePointAt(0) ?? 0)
  return ours.length - theirs.length
}

/** Why nothing can be learned from rows with these labels; undefined when something can. */
export function findLabelProblem(
  { file }: DataSource,
  column: string,
  { rows, hasOneText }: { readonly rows: number; readonly hasOneText: boolean },
  labels: readonly string[],
): Failure | undefined {
  const unusable = (message: string): Failure => failure('data-unusable', message)
  const isFolder = file.kind === 'folder'
  if (rows === 0)
    return unusable(
      isFolder
        ? `${file.name} has no .txt files in its sub-folders; put the texts of each label into a folder named after the label.`
        : `${file.name} has no rows below its header; add rows, or choose another file.`,
    )
  if (rows === 1)
    return unusable(
      `${file.name} has only one row that can be used; add more rows with two labels or more.`,
    )
  if (hasOneText)
    return unusable(
      `All ${plural(rows, 'row')} of ${file.name} have the same text; add rows with other texts${isFolder ? '' : ', or choose another text column'}.`,
    )
  if (labels.length === 1)
    return unusable(
      isFolder
        ? `${file.name} has texts for one label only, "${labels[0]}"; add a sub-folder for another label.`
        : `Every row of ${file.name} has the same value in "${column}", "${labels[0]}"; choose another label column, or add rows with other labels.`,
    )
  if (labels.length === rows)
    return unusable(
      `Each of the ${plural(rows, 'row')} of ${file.name} has a label of its own in "${column}"; choose another label column, or add rows with the same labels.`,
    )
  // What is left is enough for a training row of each class and one row to validate on.
  return undefined
}

/** "neg, pos" or "a, b, c and 7 more", for sentences. */
export function listLabels(labels: readonly string[]): string {
  const shown = labels.slice(0, 5).join(', ')
  return labels.length > 5 ? `${shown} and ${formatCount(labels.length - 5)} more` : shown
}
