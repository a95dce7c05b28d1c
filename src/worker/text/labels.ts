// The order of the classes, and whether there is anything to tell apart.
import { formatCount, plural } from '#shared/domain/format'
import type { LabelKind } from '#shared/experiment/data'
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

/** What is known of rows and their labels once they are read. */
export interface ReadLabels {
  readonly labelKind: LabelKind
  /** Of classes and of several labels a row, the different ones. */
  readonly labels: readonly string[]
  readonly rows: number
  readonly hasOneText: boolean
  /** No row has another label, combination of labels or number than the first. */
  readonly hasOneLabel: boolean
  /** Rows that the experiment asked to leave out. */
  readonly leftOut: { readonly duplicates: number; readonly short: number }
  /** The file of its own to validate on, with how many of the rows are its. */
  readonly validation: { readonly name: string; readonly rows: number } | null
}

/** Why nothing can be learned from rows with these labels; undefined when something can. */
export function findLabelProblem(
  { file }: DataSource,
  column: string,
  read: ReadLabels,
): Failure | undefined {
  const message =
    findRowProblem(file, read) ??
    findValidationProblem(read.validation) ??
    (read.labelKind === 'class'
      ? findClassProblem(file, column, read)
      : findOtherLabelProblem(file, column, read))
  return message === undefined ? undefined : failure('data-unusable', message)
}

type File = DataSource['file']

function findRowProblem(
  { name, kind }: File,
  { rows, hasOneText, leftOut }: ReadLabels,
): string | undefined {
  const isFolder = kind === 'folder'
  if (rows <= 1 && leftOut.short > 0)
    return `${plural(leftOut.short, 'row')} of ${name} have fewer tokens than data.minimumTokens asks for, which leaves ${rows === 0 ? 'none' : 'one'}; set it lower.`
  if (rows === 0)
    return isFolder
      ? `${name} has no .txt files in its sub-folders; put the texts of each label into a folder named after the label.`
      : `${name} has no rows below its header; add rows, or choose another file.`
  if (rows === 1)
    return `${name} has only one row that can be used; add more rows with two labels or more.`
  if (hasOneText)
    return `All ${plural(rows, 'row')} of ${name} have the same text; add rows with other texts${isFolder ? '' : ', or choose another text column'}.`
  return undefined
}

function findValidationProblem(validation: ReadLabels['validation']): string | undefined {
  return validation?.rows === 0
    ? `No row of ${validation.name} can be validated on; choose a file with the same columns and labels, or leave data.validationPath out.`
    : undefined
}

// What gets through is enough for a training row of each class and one row to validate on.
function findClassProblem(
  { name, kind }: File,
  column: string,
  { rows, labels, validation }: ReadLabels,
): string | undefined {
  if (labels.length === 1)
    return kind === 'folder'
      ? `${name} has texts for one label only, "${labels[0]}"; add a sub-folder for another label.`
      : `Every row of ${name} has the same value in "${column}", "${labels[0]}"; choose another label column, or add rows with other labels.`
  if (labels.length === rows - (validation?.rows ?? 0))
    return `Each of the ${plural(rows, 'row')} of ${name} has a label of its own in "${column}"; choose another label column, or add rows with the same labels.`
  return undefined
}

function findOtherLabelProblem(
  { name }: File,
  column: string,
  { labels, labelKind, hasOneLabel }: ReadLabels,
): string | undefined {
  if (labelKind === 'labels' && labels.length === 0)
    return `No row of ${name} has a label in "${column}"; choose another label column.`
  if (!hasOneLabel) return undefined
  const what = labelKind === 'labels' ? 'labels' : 'number'
  return `Every row of ${name} has the same ${what} in "${column}"; choose another label column, or add rows with other ${what === 'number' ? 'numbers' : what}.`
}

/** "neg, pos" or "a, b, c and 7 more", for sentences. */
export function listLabels(labels: readonly string[]): string {
  const shown = labels.slice(0, 5).join(', ')
  return labels.length > 5 ? `${shown} and ${formatCount(labels.length - 5)} more` : shown
}
