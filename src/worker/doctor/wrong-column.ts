// Looks whether the columns that were chosen hold a text and a label, and whether others fit better.
import type { Finding } from '#shared/domain/findings'
import { formatCount, plural } from '#shared/domain/format'
import { guessColumns } from '../text/columns'
import type { Sample } from '../text/readers/row'
import type { DoctorInput, Mend } from './examination'
import type { OpenData } from './go-through'

/** What the first rows say of a column. */
interface ColumnFigures {
  readonly name: string
  readonly different: number
  readonly words: number
  readonly shown: readonly string[]
}

/** Too few rows in a sample to say anything. */
const leastSample = 10

/** The text column repeats few short values, or the label column hardly any. */
export function findWrongColumns(
  { report, request: { data } }: DoctorInput,
  { source, columns }: OpenData,
): Finding[] {
  const { sample } = source
  if (sample.rows.length < leastSample || source.file.kind === 'folder') return []
  const figures = sample.columns.map((name, index) => figuresOf(name, sample, index))
  const text = figures.find(({ name }) => name === columns.text)
  const label = figures.find(({ name }) => name === columns.label)
  return [
    ...(text && !columns.template ? findWrongText(text, columns.label, figures, sample) : []),
    ...(label && data.labelKind === 'class'
      ? findWrongLabel(label, columns.text, {
          figures,
          classes: report.classes.length,
          rows: report.rows,
        })
      : []),
  ]
}

function figuresOf(name: string, { rows }: Sample, index: number): ColumnFigures {
  const values = rows.map((row) => row[index].trim()).filter((value) => value !== '')
  const words = values.reduce((sum, value) => sum + value.split(/\s+/).length, 0)
  const different = [...new Set(values)]
  return {
    name,
    different: different.length,
    words: values.length === 0 ? 0 : words / values.length,
    shown: different.slice(0, 5),
  }
}

function findWrongText(
  chosen: ColumnFigures,
  label: string,
  figures: readonly ColumnFigures[],
  sample: Sample,
): Finding[] {
  const others = figures.filter(({ name }) => name !== chosen.name && name !== label)
  const best = others.toSorted((one, other) => other.words - one.words).at(0)
  const isRepeated = chosen.different <= Math.max(2, sample.rows.length / 5)
  const isBetter =
    best !== undefined && best.words >= 3 * chosen.words && best.different > chosen.different / 2
  if (!isRepeated && !(isBetter && chosen.words < 3)) return []
  const mend: Mend | null = isBetter
    ? { label: `Use "${best.name}" as text`, settings: { 'data.text': best.name } }
    : null
  const other = mend
    ? `; "${best?.name}" has ${formatCount(best?.words ?? 0)} words at the mean`
    : ''
  return [
    tell(
      'text',
      chosen,
      mend,
      `"${chosen.name}" holds ${formatCount(chosen.different)} different texts in the first ${plural(sample.rows.length, 'row')}, of ${chosen.words.toFixed(1)} words at the mean${other}.`,
    ),
  ]
}

function findWrongLabel(
  chosen: ColumnFigures,
  text: string,
  {
    figures,
    classes,
    rows,
  }: {
    readonly figures: readonly ColumnFigures[]
    readonly classes: number
    readonly rows: number
  },
): Finding[] {
  // Classes with hardly more than a row each are names, numbers or free text.
  if (classes < 20 || rows / classes > 5) return []
  const others = figures.filter(({ name }) => name !== chosen.name && name !== text)
  const guess = guessColumns(sampleOf(others, figures), { text: null, label: null }).label
  const repeated = others
    .filter(({ different }) => different >= 2 && different <= chosen.different / 3)
    .toSorted((one, other) => one.different - other.different)
  const best = repeated.find(({ name }) => name === guess) ?? repeated.at(0)
  const mend: Mend | null = best
    ? { label: `Use "${best.name}" as label`, settings: { 'data.label': best.name } }
    : null
  const other = best ? `; "${best.name}" repeats ${formatCount(best.different)} values` : ''
  return [
    tell(
      'label',
      chosen,
      mend,
      `"${chosen.name}" has ${formatCount(classes)} different values in ${plural(rows, 'row')}, so it looks like names, ids or free text${other}.`,
    ),
  ]
}

/** A sample of no rows, for a guess by names alone. */
function sampleOf(others: readonly ColumnFigures[], all: readonly ColumnFigures[]): Sample {
  return { columns: (others.length > 0 ? others : all).map(({ name }) => name), rows: [] }
}

function tell(
  part: 'text' | 'label',
  { different, shown }: ColumnFigures,
  mend: Mend | null,
  detail: string,
): Finding {
  return {
    ...{ kind: 'wrong-column', severity: 'problem' },
    title: part === 'text' ? 'Is this the text?' : 'Is this the label?',
    ...{ detail, count: different, share: 1 },
    examples: shown.map((value) => ({ row: null, text: value.slice(0, 200) })),
    mend,
  }
}
