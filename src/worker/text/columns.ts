// Finds out which columns hold the text and the label: by name, by content, or as the experiment says.
import { closest } from '#shared/experiment/accepted'
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { folderColumns } from './readers/folder'
import { findByName, labelNames, textNames } from './readers/header'
import type { ChosenColumns, Sample } from './readers/row'
import type { DataSource } from './readers/source'
import { parseTemplate } from './readers/template'

export interface ColumnGuess {
  readonly text: string | null
  readonly label: string | null
  /** For people, a sentence. */
  readonly reason: string
}

/** Columns that are settled already; null: to be guessed. */
type Settled = Pick<DataOptions, 'text' | 'label'>

/** What the experiment says of columns. */
export type ColumnOptions = Settled & Partial<Pick<DataOptions, 'template' | 'labelKind'>>

/** Guesses the columns from their names, and where these say nothing from the sample rows. */
export function guessColumns(
  { columns, rows }: Sample,
  settled: Settled = { text: null, label: null },
): ColumnGuess {
  const others = (taken: string | null): string[] => columns.filter((name) => name !== taken)
  const namedLabel = settled.label ?? findByName(others(settled.text), labelNames)
  const namedText = settled.text ?? findByName(others(namedLabel), textNames)
  const text = namedText ?? longestColumn(columns, rows, namedLabel)
  const label = namedLabel ?? mostRepeated(columns, rows, text)
  return { text, label, reason: reasonFor(namedText, namedLabel, text, label) }
}

function reasonFor(
  namedText: string | null,
  namedLabel: string | null,
  text: string | null,
  label: string | null,
): string {
  if (namedText && namedLabel) return 'Chosen by the names of the columns.'
  const parts = []
  if (text) parts.push(namedText ? `"${text}" by its name` : `"${text}" holds the longest texts`)
  if (label)
    parts.push(namedLabel ? `"${label}" by its name` : `"${label}" repeats few different values`)
  if (!label) parts.push('no column looks like the label')
  const sentence = parts.join('; ')
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
}

function longestColumn(
  columns: readonly string[],
  rows: Sample['rows'],
  label: string | null,
): string | null {
  const lengths = columns.map((name, index) =>
    name === label ? -1 : rows.reduce((sum, row) => sum + row[index].length, 0),
  )
  const most = Math.max(...lengths)
  return most > 0 ? columns[lengths.indexOf(most)] : null
}

/** The column with the fewest different values, if they repeat at all. */
function mostRepeated(
  columns: readonly string[],
  rows: Sample['rows'],
  text: string | null,
): string | null {
  let best: string | null = null
  let fewest = Math.max(2, rows.length / 2)
  for (const [index, name] of columns.entries()) {
    const values = new Set(rows.map((row) => row[index].trim()).filter((value) => value !== ''))
    // A column with one value tells nothing, unless nothing else is left.
    const count = values.size === 1 ? rows.length / 2 : values.size
    if (name === text || values.size === 0 || count > fewest || (best && count === fewest)) continue
    best = name
    fewest = count
  }
  return best
}

/** The columns that `data` names, checked, and guesses for those it leaves open. */
export function resolveColumns(source: DataSource, data: ColumnOptions): Result<ChosenColumns> {
  if (source.file.kind === 'folder') return success(folderColumns)
  const { columns } = source.sample
  const listLabels = data.labelKind === 'labels' ? { listLabels: true } : {}
  const template = typeof data.template === 'string' ? parseTemplate(data.template) : undefined
  const unknown = template?.columns.find((name) => !columns.includes(name))
  if (unknown !== undefined) return placeholderUnknown(source, unknown)
  const settled = template ? { text: template.columns[0] ?? null, label: data.label } : data
  for (const key of ['text', 'label'] as const) {
    const wanted = settled[key]
    if (wanted !== null && !columns.includes(wanted)) return columnMissing(source, key, wanted)
  }
  const sample = withoutColumns(source.sample, template?.columns.slice(1) ?? [])
  const { text, label } = guessColumns(sample, settled)
  if (text === null) return undecided(source, 'text')
  if (label !== null && template?.columns.includes(label)) return labelInTemplate(label)
  if (label === null || label === text) return undecided(source, 'label')
  if (!template) return success({ text, label, ...listLabels })
  if (template.columns.length === 0) return placeholderLacking(source)
  return success({ text: data.template ?? text, label, template, ...listLabels })
}

function placeholderUnknown(source: DataSource, wanted: string): Failure {
  const near = closest(wanted, source.sample.columns)
  const hint = near ? `; did you mean "{${near}}"?` : '.'
  return failure(
    'data-unusable',
    `data.template has "{${wanted}}", but ${source.file.name} has no such column; it has ${listed(source)}${hint}`,
  )
}

/** What a template takes is no label, whatever it is called. */
function withoutColumns({ columns, rows }: Sample, taken: readonly string[]): Sample {
  const kept = (_cell: string, index: number): boolean => !taken.includes(columns[index])
  return { columns: columns.filter(kept), rows: rows.map((row) => row.filter(kept)) }
}

function labelInTemplate(label: string): Failure {
  return failure(
    'data-unusable',
    `data.template has "{${label}}", which is the label, so the answer would stand in the text; take it out of the template, or set data.label to another column.`,
  )
}

function placeholderLacking(source: DataSource): Failure {
  return failure(
    'data-unusable',
    `data.template names no column, so all texts would be the same; write columns of ${source.file.name} in curly brackets: ${listed(source)}.`,
  )
}

function columnMissing(source: DataSource, key: 'text' | 'label', wanted: string): Failure {
  const near = closest(wanted, source.sample.columns)
  const hint = near ? `; did you mean "${near}"?` : '.'
  return failure(
    'data-unusable',
    `${source.file.name} has no column "${wanted}" for data.${key}; it has ${listed(source)}${hint}`,
  )
}

function undecided(source: DataSource, key: 'text' | 'label'): Failure {
  const { columns } = source.sample
  const { name } = source.file
  return failure(
    'data-unusable',
    columns.length < 2
      ? `${name} has one column, ${listed(source)}; it needs one for the text and one for the label.`
      : `No column of ${name} looks like the ${key}; set data.${key} to one of ${listed(source)}.`,
  )
}

function listed({ sample: { columns } }: DataSource): string {
  const names = columns.slice(0, 20).map((name) => `"${name}"`)
  return columns.length > 20
    ? `${names.join(', ')} and ${columns.length - 20} more`
    : names.join(', ')
}
