// Finds out what a folder or archive holds: texts in a folder per label, or tables that make one.
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Result } from '#shared/protocol/result'
import { formatOf, isTable, type TableKind } from './formats'
import { skippedRow, type RawRow } from './row'
import { inFolder, type FileTree, type Listing } from './tree'

type Split = NonNullable<DataOptions['split']>

export interface LabelFolder {
  readonly label: string
  readonly folder: string
  /** Names of the text files, sorted. */
  readonly files: readonly string[]
}

interface Found {
  /** `train` or `test` where there are such folders or files, else null. */
  readonly split: Split | null
  /** There is a part `test` beside the part `train` that is read. */
  readonly hasTest: boolean
  /** What was left out, as rows with a problem. */
  readonly leftOut: readonly RawRow[]
}

export interface LabelLayout extends Found {
  readonly kind: 'folder'
  readonly labels: readonly LabelFolder[]
}

export interface TableLayout extends Found {
  readonly kind: TableKind
  /** Paths in the tree, sorted. */
  readonly files: readonly string[]
}

/** aclImdb keeps texts without labels here. */
const unlabelled = 'unsup'
/** A folder in a folder in a folder: archives often have one around everything. */
const deepestStart = 5
const splits = ['train', 'test'] as const

/** Looks through the folders of a tree. Throws what its `list` throws. */
export async function findLayout(
  tree: FileTree,
  split: DataOptions['split'],
): Promise<Result<LabelLayout | TableLayout>> {
  const root = await findStart(tree)
  const listing = await tree.list(root)
  const parts = splits.filter((part) => listing.folders.includes(part))
  const part = split ?? (parts.length > 0 && !hasTables(listing) ? parts[0] : null)
  if (part && listing.folders.includes(part)) {
    const inside = inFolder(root, part)
    const layout = await layOut(tree, inside, await tree.list(inside), part, null)
    const hasTest = part === 'train' && parts.includes('test')
    return layout.ok ? success({ ...layout.value, hasTest }) : layout
  }
  return layOut(tree, root, listing, null, split)
}

/** Goes down while there is nothing but one folder. */
async function findStart(tree: FileTree): Promise<string> {
  let folder = ''
  for (let depth = 0; depth < deepestStart; depth++) {
    const listing = await tree.list(folder)
    if (listing.folders.length !== 1 || hasTables(listing)) return folder
    const [only] = listing.folders
    const inside = await tree.list(inFolder(folder, only))
    // One label is a mistake to be told of, not a folder to go into.
    const isLabel = !hasTables(inside) && (inside.files.some(isText) || inside.folders.length === 0)
    if (isSplit(only) || isLabel) return folder
    folder = inFolder(folder, only)
  }
  return folder
}

async function layOut(
  tree: FileTree,
  root: string,
  listing: Listing,
  part: Split | null,
  wanted: Split | null,
): Promise<Result<LabelLayout | TableLayout>> {
  const labels = await Promise.all(
    listing.folders
      .filter((name) => name !== unlabelled)
      .map((name) => listLabel(tree, root, name)),
  )
  const withTexts = labels.filter((one) => one.files.length > 0).length
  const name = inFolder(tree.name, root)
  // Beside tables one folder of texts is a description, not a label.
  if (withTexts < 2 && hasTables(listing)) return layOutTables(root, listing, name, part, wanted)
  if (wanted)
    return failure(
      'data-unusable',
      `${name} has no sub-folder "${wanted}"; leave data.split out, or choose a folder with train and test inside.`,
    )
  if (listing.folders.length === 0) return nothingFound(name, listing)
  return success({
    kind: 'folder',
    split: part,
    hasTest: false,
    labels,
    leftOut: leftOutFolders(listing.folders, labels),
  })
}

function nothingFound(name: string, { files }: Listing): Result<never> {
  const archives = files.filter((file) => ['zip', 'tar'].includes(formatOf(file)?.kind ?? ''))
  if (archives.length > 0)
    return failure(
      'data-unusable',
      `${name} holds another archive, ${archives[0]}; unpack it and choose what comes out.`,
    )
  return failure(
    'data-unusable',
    `${name} has no sub-folders and no tables such as .csv; put the .txt or .md files of each label into a folder named after the label.`,
  )
}

async function listLabel(tree: FileTree, root: string, label: string): Promise<LabelFolder> {
  const folder = inFolder(root, label)
  const { files } = await tree.list(folder)
  return { label, folder, files: files.filter(isText) }
}

function leftOutFolders(names: readonly string[], labels: readonly LabelFolder[]): RawRow[] {
  const skipped = labels
    .filter((one) => one.files.length === 0)
    .map((one) => skippedRow(null, 'The folder has no .txt or .md files.', one.label))
  if (names.includes(unlabelled))
    skipped.push(skippedRow(null, 'The folder holds texts without labels.', unlabelled))
  return skipped
}

/** Of several kinds of tables, the one with the most files is read; of train and test files one part. */
function layOutTables(
  root: string,
  { files }: Listing,
  name: string,
  part: Split | null,
  wanted: Split | null,
): Result<TableLayout> {
  const tables = files.filter(isTableName)
  const kind = mostFrequent(tables.map(kindOf))
  const ofKind = tables.filter((file) => kindOf(file) === kind)
  const parts = splits.filter((one) => ofKind.some((file) => splitOf(file) === one))
  const chosen = wanted ?? (part === null && parts.length > 0 ? (parts[0] ?? null) : null)
  const kept = chosen === null ? ofKind : ofKind.filter((file) => splitOf(file) === chosen)
  if (kept.length === 0)
    return failure(
      'data-unusable',
      `${name} has no sub-folder and no file "${chosen}"; leave data.split out, or choose a folder with train and test inside.`,
    )
  const others = tables.filter((file) => kindOf(file) !== kind)
  const leftOut = others.map((file) =>
    skippedRow(null, `It was not read, for most tables beside it are .${kind} files.`, file),
  )
  return success({
    kind,
    split: part ?? chosen,
    hasTest: chosen === 'train' && parts.includes('test'),
    files: kept.map((file) => inFolder(root, file)),
    leftOut,
  })
}

function mostFrequent(kinds: readonly TableKind[]): TableKind {
  const count = (kind: TableKind): number => kinds.filter((one) => one === kind).length
  return kinds.reduce((best, kind) => (count(kind) > count(best) ? kind : best), kinds[0])
}

/** `train.csv` and `train-00000-of-00002.parquet` are of the part train. */
function splitOf(file: string): Split | null {
  const word = /^(train|test)(?![a-z])/i.exec(file)?.[1].toLowerCase()
  return word === 'train' || word === 'test' ? word : null
}

function isSplit(name: string): boolean {
  return name === 'train' || name === 'test'
}

function hasTables({ files }: Listing): boolean {
  return files.some(isTableName)
}

function isTableName(file: string): boolean {
  return isTable(formatOf(file))
}

function kindOf(file: string): TableKind {
  const format = formatOf(file)
  // Only names of tables come here.
  return isTable(format) ? format.kind : 'csv'
}

/** Files that tell about the others are no texts to learn from. */
const about = /^(readme|licen[cs]e|changelog|notice)\.(txt|md)$/i

function isText(file: string): boolean {
  const format = formatOf(file)
  return format?.kind === 'text' && !format.compressed && !about.test(file)
}

/** What is read of a folder or archive of tables, where people may expect something else. */
export function noteTables({ files, split }: TableLayout): string[] {
  const names = files.slice(0, 3).map((file) => file.split('/').pop())
  const more = files.length > 3 ? ` and ${files.length - 3} more` : ''
  const together = files.length > 1 ? [`Read as one table: ${names.join(', ')}${more}.`] : []
  return split === null ? together : [...together, `Of train and test, ${split} is read.`]
}

/** That a part `test` can be measured on. */
export function noteTest({ hasTest }: Pick<Found, 'hasTest'>): string[] {
  return hasTest
    ? [
        'There is a part test too: choose the same path as the test file (data.testPath) to measure the trained model on it.',
      ]
    : []
}
