// Reads .txt and .md files as documents: one file, or all in a folder or an archive, whatever folders they lie in.
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { inspectPath, type FoundPath } from './data-file'
import { decodeText } from './decode'
import { PieceCutter } from './document-pieces'
import { describeReadError } from './file-failures'
import { formatOf, isTable } from './formats'
import { openTree } from './open-tree'
import { newMeter, type ReadMeter } from './row'
import { inFolder, type FileTree, type Member } from './tree'

/** A part of a document, in its order. */
export interface TextPiece {
  readonly text: string
  /** The document ends with it. */
  readonly isLast: boolean
  /** Where there are several files or rows: which one. */
  readonly file?: string
  readonly line?: number | null
  /** Why the document cannot be used; its text is then empty, and it is its only piece. */
  readonly problem?: string
}

/** Files of text at one place. */
export interface TextFiles {
  readonly place: FoundPath
  /** In the order they are read. */
  readonly files: readonly string[]
  readonly split: DataOptions['split']
  readonly meter: ReadMeter
  /** All documents from the start, in batches of pieces; a failure is the last that it gives. */
  pieces(): AsyncGenerator<Result<TextPiece[]>, void>
}

/** How to read them. */
export type TextFileOptions = Pick<DataOptions, 'path' | 'split' | 'encoding'>

/** The files of text at a path; null when it holds tables instead. */
export async function openTextFiles(options: TextFileOptions): Promise<Result<TextFiles | null>> {
  const place = await inspectTextPath(options.path)
  if (!place.ok) return place
  if (place.value.table !== null) return success(null)
  try {
    const tree = await openTree(place.value)
    return tree.ok ? await openIn(tree.value, place.value, options) : tree
  } catch (error) {
    return describeReadError(error, options.path)
  }
}

/** As `inspectPath`, but takes a single file of text too. */
async function inspectTextPath(target: string): Promise<Result<FoundPath>> {
  const name = path.basename(target)
  const format = formatOf(name)
  if (format?.kind !== 'text') return inspectPath(target)
  try {
    const { size, isFile } = await stat(target).then((found) => ({
      size: found.size,
      isFile: found.isFile(),
    }))
    if (!isFile) return await inspectPath(target)
    if (size === 0)
      return failure('data-unusable', `${name} is empty; choose a file with a text in it.`)
    const { compressed } = format
    return success({ path: target, name, container: 'file', table: null, compressed, bytes: size })
  } catch (error) {
    return describeReadError(error, target)
  }
}

async function openIn(
  tree: FileTree,
  place: FoundPath,
  options: TextFileOptions,
): Promise<Result<TextFiles | null>> {
  const found = place.container === 'file' ? onlyFile(place) : await filesIn(tree)
  const chosen = chooseFiles(found, options.split)
  // Beside tables one text is a description.
  if (found.tables > 0 && chosen.files.length < 2) return success(null)
  if (chosen.files.length === 0) return noTexts(tree.name, options.split)
  const meter = newMeter('bytes', await tree.sizeOf(chosen.files))
  const { files, split } = chosen
  const pieces = () => readDocuments(tree, files, options.encoding, meter)
  return success({ place, files, split, meter, pieces })
}

function noTexts(name: string, split: DataOptions['split']): Failure {
  const where = split === null ? '' : ` in a folder "${split}"`
  return failure(
    'data-unusable',
    `${name} has no .txt or .md files${where} and no tables such as .csv; choose a text, or a folder with texts inside.`,
  )
}

interface Found {
  readonly texts: readonly string[]
  readonly tables: number
}

function onlyFile({ name }: FoundPath): Found {
  return { texts: [name], tables: 0 }
}

const deepest = 32
/** Files that tell about the others are no texts to learn from. */
const about = /^(readme|licen[cs]e|changelog|notice)\.(txt|md)(\.gz)?$/i

async function filesIn(tree: FileTree): Promise<Found> {
  const texts: string[] = []
  let tables = 0
  const visit = async (folder: string, depth: number): Promise<void> => {
    const { folders, files } = await tree.list(folder)
    for (const file of files) {
      const format = formatOf(file)
      if (isTable(format)) tables++
      if (format?.kind === 'text') texts.push(inFolder(folder, file))
    }
    if (depth === deepest) return
    for (const one of folders) await visit(inFolder(folder, one), depth + 1)
  }
  await visit('', 0)
  const kept = texts.filter((one) => !about.test(path.posix.basename(one)))
  return { texts: kept.length > 0 ? kept : texts, tables }
}

/** Where there are folders train and test, one of them is read. */
function chooseFiles(
  { texts }: Found,
  split: DataOptions['split'],
): Pick<TextFiles, 'files' | 'split'> {
  const of = (part: string) => texts.filter((one) => one.split('/').slice(0, -1).includes(part))
  if (split !== null) return { files: of(split), split }
  const training = of('train')
  return training.length > 0 && of('test').length > 0
    ? { files: training, split: 'train' }
    : { files: texts, split: null }
}

async function* readDocuments(
  tree: FileTree,
  files: readonly string[],
  encoding: DataOptions['encoding'],
  meter: ReadMeter,
): AsyncGenerator<Result<TextPiece[]>, void> {
  const hasSeveral = files.length > 1
  for await (const member of tree.read(files, meter)) {
    if (!member.ok) {
      yield member
      return
    }
    const file = hasSeveral ? { file: member.value.path } : {}
    let isBegun = false
    for await (const piece of readDocument(member.value, encoding, meter)) {
      if (!piece.ok && !hasSeveral) {
        yield piece
        return
      }
      // One damaged file among many is left out, or ends where the damage begins.
      const rest = isBegun ? { text: '', isLast: true } : unusable('It is not a text file.')
      yield success([{ ...(piece.ok ? piece.value : rest), ...file }])
      isBegun = true
    }
  }
}

/** Pieces, one after the other; the last may be a failure, which ends the document. */
async function* readDocument(
  { chunks, name }: Member,
  encoding: DataOptions['encoding'],
  meter: ReadMeter,
): AsyncGenerator<Result<TextPiece>, void> {
  const cutter = new PieceCutter()
  let held = ''
  let isBlank = true
  for await (const text of decodeText(chunks, encoding, name, meter)) {
    if (!text.ok) {
      yield text
      return
    }
    for (const piece of cutter.add(text.value)) {
      if (held !== '') yield success({ text: held, isLast: false })
      held = piece
      isBlank &&= held.trim() === ''
    }
  }
  const rest = cutter.end()
  isBlank &&= rest.trim() === ''
  if (isBlank) {
    yield success(unusable('The text is empty.'))
    return
  }
  if (held !== '' && rest !== '') yield success({ text: held, isLast: false })
  yield success({ text: rest === '' ? held : rest, isLast: true })
}

function unusable(problem: string): TextPiece {
  return { text: '', isLast: true, problem }
}
