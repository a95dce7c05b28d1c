// Looks for rows that occur twice: inside the data, across the split, and with another label.
import type { Finding } from '#shared/domain/findings'
import { formatCount, formatShare, plural } from '#shared/domain/format'
import { rowHash } from '../text/row-hash'
import {
  Examples,
  severityOf,
  type DoctorInput,
  type Examination,
  type ExaminedRow,
  type Mend,
} from './examination'
import { SampledTable } from './sampled-table'

const mend: Mend = { label: 'Drop duplicates', settings: { 'data.dropDuplicates': true } }

/** Rows with the same text and label. */
export function examineDuplicates({ report }: DoctorInput): Examination {
  /** How often a row is among those to train on and those to validate on. */
  const rows = new SampledTable()
  const copies = new Examples()
  const shared = new Examples()
  return {
    visit: (row) => {
      // No text holds a U+0000 between two others by chance.
      const hash = rowHash(`${row.text}\0${row.label}`, 0)
      const counts = rows.get(hash)
      if (!counts) return
      const [trained, validated] = counts
      if (trained + validated > 0) copies.add(row)
      if (row.isValidation ? trained > 0 && validated === 0 : trained === 0 && validated > 0)
        shared.add(row)
      rows.set(hash, trained + (row.isValidation ? 0 : 1), validated + (row.isValidation ? 1 : 0))
    },
    findings: () => {
      let count = 0
      for (const [trained, validated] of rows.values()) if (trained > 0) count += validated
      return [
        ...tellCopies(report.duplicateRows, report.rows, copies),
        ...tellShared(count * rows.weight, report.validationRows, shared),
      ]
    },
  }
}

function tellCopies(count: number, rows: number, examples: Examples): Finding[] {
  if (count === 0) return []
  const share = count / rows
  return [
    {
      ...{ kind: 'duplicates', severity: severityOf(share, 0.01), title: 'Duplicate rows' },
      detail: `${plural(count, 'row')} (${formatShare(share)}) ${count === 1 ? 'has' : 'have'} the same text and label as an earlier one, and ${count === 1 ? 'counts' : 'count'} twice in training.`,
      ...{ count, share, examples: examples.list(), mend },
    },
  ]
}

function tellShared(count: number, rows: number, examples: Examples): Finding[] {
  if (count === 0) return []
  const share = count / rows
  return [
    {
      kind: 'duplicates-across',
      severity: severityOf(share, 0, 0.05),
      title: 'Duplicates across the split',
      detail: `${formatCount(count)} of ${plural(rows, 'validation row')} (${formatShare(share)}) ${count === 1 ? 'is' : 'are'} trained on word for word, so the validation accuracy is higher than on new texts.`,
      ...{ count, share, examples: examples.list(), mend },
    },
  ]
}

/** Rows with the same text and another label. */
export function examineConflicts({ report, request }: DoctorInput): Examination {
  /** A fingerprint of the first label, never 0, and how many rows have another. */
  const texts = new SampledTable()
  const examples = new Examples()
  const visit = (row: ExaminedRow): void => {
    const hash = rowHash(row.text, 0)
    const known = texts.get(hash)
    if (!known) return
    const label = rowHash(row.label, 0) | 0 || 1
    const [first, others] = known
    if (first === 0) texts.set(hash, label, 0)
    else if (first !== label) {
      examples.add({ row: row.row, text: `${row.label}: ${row.text}` })
      texts.set(hash, first, others + 1)
    }
  }
  const findings = (): Finding[] => {
    let held = 0
    for (const [, others] of texts.values()) held += others
    const count = held * texts.weight
    if (count === 0) return []
    const share = count / report.rows
    return [
      {
        ...{ kind: 'duplicates', severity: severityOf(share, 0.01, 0.1) },
        title: 'Same text, different labels',
        detail: `${plural(count, 'row')} (${formatShare(share)}) ${count === 1 ? 'has' : 'have'} the text of an earlier row but another label, so no model can be right about both; mend the labels in the data.`,
        ...{ count, share, examples: examples.list(), mend: null },
      },
    ]
  }
  // Numbers that differ a little are no contradiction.
  return { visit, findings: () => (request.data.labelKind === 'number' ? [] : findings()) }
}
