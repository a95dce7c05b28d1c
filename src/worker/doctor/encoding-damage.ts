// Looks for letters that were read in the wrong encoding, and for an encoding that reads them right.
import type { Finding } from '#shared/domain/findings'
import { formatShare, plural } from '#shared/domain/format'
import type { DataOptions } from '#shared/experiment/data'
import type { LoadControl } from '../text/control'
import { Examples, severityOf, type DoctorInput, type Examination, type Mend } from './examination'
import { openData, visitSource } from './go-through'

/**
 * U+FFFD, which stands for bytes that are no character; UTF-8 that was read as windows-1252, as in "Ã©" and "â€™"; and
 * letters with control characters of ISO 8859-1 between them.
 */
const damage =
  /\uFFFD|[ÂÃ][\u0080-\u00BF\u0152\u0153\u0160\u0161\u0178\u017D\u017E\u0192\u02C6\u02DC\u2013-\u203A\u20AC\u2122]|â€[\u0080-\u00BF\u0153\u0161\u02DC\u2013-\u203A\u20AC\u2122]|\p{L}[\u0080-\u009F]/u

const candidates = ['utf-8', 'windows-1252'] as const
/** Rows that an encoding is tried on. */
const triedRows = 5000

/** Whether letters of a text were read in the wrong encoding. */
export function isDamaged(text: string): boolean {
  return damage.test(text)
}

/** Characters before the damage that an example shows. */
const shownBefore = 60

/** A text from a little before a place on. */
function around(text: string, place: number): string {
  const start = Math.max(0, place - shownBefore)
  // A cut between the halves of a surrogate pair would leave half a character.
  return start === 0 ? text : `…${text.slice(start).replace(/^[\uDC00-\uDFFF]/, '')}`
}

/** Call `findMend` once all rows were visited. */
export function examineEncoding({ report, request }: DoctorInput): Examination & {
  findMend(control: LoadControl): Promise<void>
} {
  const examples = new Examples()
  let count = 0
  let mend: Mend | null = null
  return {
    visit: (row) => {
      const place = row.text.search(damage)
      if (place < 0) return
      count++
      examples.add({ row: row.row, text: around(row.text, place) })
    },
    findMend: async (control) => {
      if (count > 0) mend = await findBetterEncoding(request.data, report.encoding, control)
    },
    findings: (): Finding[] => {
      if (count === 0) return []
      const share = count / report.rows
      const end = mend ? '.' : '; it is in the data themselves, so mend them or read another copy.'
      return [
        {
          ...{ kind: 'encoding', severity: severityOf(share, 0.001, 0.1) },
          title: 'Damaged letters',
          detail: `${plural(count, 'text')} (${formatShare(share)}), read as ${report.encoding}, ${count === 1 ? 'holds' : 'hold'} letters of a wrong encoding such as "\uFFFD" or "Ã©"${end}`,
          ...{ count, share, examples: examples.list(), mend },
        },
      ]
    },
  }
}

/** The encoding in which the first rows are damaged less than half as often. */
async function findBetterEncoding(
  data: DataOptions,
  current: string,
  control: LoadControl,
): Promise<Mend | null> {
  let best: { readonly encoding: string; readonly damaged: number } | null = null
  const now = await countDamaged(data, control)
  for (const encoding of candidates) {
    if (encoding === current) continue
    const damaged = await countDamaged({ ...data, encoding }, control)
    if (damaged < now / 2 && (!best || damaged < best.damaged)) best = { encoding, damaged }
  }
  return best && { label: `Read as ${best.encoding}`, settings: { 'data.encoding': best.encoding } }
}

/** Rows that are damaged or cannot be read, among the first. */
async function countDamaged(data: DataOptions, control: LoadControl): Promise<number> {
  const opened = await openData(data)
  if (!opened.ok) return Infinity
  let damaged = 0
  const read = await visitSource(opened.value, control, ({ text, problem }, place) => {
    if (problem !== undefined || isDamaged(text)) damaged++
    return place + 1 < triedRows
  })
  return read.ok ? damaged : Infinity
}
