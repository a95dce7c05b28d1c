// What looks for one thing in the rows of a dataset, and how what it finds is told.
import type { DatasetReport } from '#shared/domain/dataset'
import type { Finding } from '#shared/domain/findings'
import type { LoadRequest } from '../tasks/task'
import { detached } from '../text/excerpt'
import type { Vocabulary } from '../text/vocabulary'

/** A row that training or validation uses. */
export interface ExaminedRow {
  /** Its place in the data, from 0. */
  readonly row: number
  readonly text: string
  /** The label's cell. */
  readonly label: string
  /** As they are counted for `data.minimumTokens`: of byte pairs chunks. */
  readonly tokens: readonly string[]
  readonly isValidation: boolean
}

/** What was asked for, and what reading the data gave. */
export interface DoctorInput {
  readonly request: LoadRequest
  readonly report: DatasetReport
  readonly vocabulary: Vocabulary
  /** Classes or labels by id; none of numbers. */
  readonly labels: readonly string[]
  /** Rows to validate on among those that are used, rising. */
  readonly validationRows: Int32Array
}

/** Sees each row once, in the order of the data. */
export interface Examination {
  visit(row: ExaminedRow): void
  findings(): readonly Finding[]
}

export type Mend = NonNullable<Finding['mend']>

const mostExamples = 5
const longestExample = 200

/** The first few rows of a kind. */
export class Examples {
  readonly #kept: { readonly row: number; readonly text: string }[] = []

  add({ row, text }: Pick<ExaminedRow, 'row' | 'text'>): void {
    if (this.#kept.length < mostExamples) this.#kept.push({ row, text: shortened(text) })
  }

  list(): Finding['examples'] {
    return this.#kept
  }
}

function shortened(text: string): string {
  // A cut between the halves of a surrogate pair would leave half a character.
  return text.length <= longestExample
    ? detached(text)
    : detached(`${text.slice(0, longestExample - 1).replace(/[\uD800-\uDBFF]$/, '')}…`)
}

/** The severity of what becomes worse the more rows it is true of. */
export function severityOf(
  share: number,
  warning: number,
  problem = Infinity,
): Finding['severity'] {
  if (share >= problem) return 'problem'
  return share >= warning ? 'warning' : 'note'
}
