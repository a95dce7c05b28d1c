// Looks at how many rows there are, in all and of each class.
import type { DatasetReport } from '#shared/domain/dataset'
import type { Finding } from '#shared/domain/findings'
import { formatCount, formatShare, plural } from '#shared/domain/format'
import type { DoctorInput } from './examination'

/** So many times more rows of one class than of another are worth telling, and worth a warning. */
const ratios = { note: 3, warning: 10 }
const few = { rows: 200, ofClass: 10 }

/** Classes of very different sizes. */
export function findImbalance({ report, request }: DoctorInput): Finding[] {
  if (request.data.labelKind !== 'class' || report.classes.length < 2) return []
  const [largest, smallest] = extremesOf(report.classes)
  const ratio = largest.count / Math.max(1, smallest.count)
  if (ratio < ratios.note) return []
  const share = largest.count / report.rows
  return [
    {
      ...{ kind: 'imbalance', severity: ratio < ratios.warning ? 'note' : 'warning' },
      title: 'Classes of very different sizes',
      detail: `"${largest.label}" has ${plural(largest.count, 'row')} (${formatShare(share)}), "${smallest.label}" ${formatCount(smallest.count)}; a model that always says "${largest.label}" is right ${formatShare(share)} of the time.`,
      ...{ count: largest.count, share, examples: [] },
      mend: { label: 'Balance the classes', settings: { 'training.classWeight': 'balanced' } },
    },
  ]
}

/** The classes with the most and the fewest rows. */
function extremesOf(classes: DatasetReport['classes']) {
  const sorted = classes.toSorted((one, other) => other.count - one.count)
  return [sorted[0], sorted[sorted.length - 1]] as const
}

/** Too few rows to learn from, or to tell what was learned. */
export function findFewRows({ report, request: { data } }: DoctorInput): Finding[] {
  const rare =
    data.labelKind === 'class' ? report.classes.filter(({ count }) => count < few.ofClass) : []
  if (report.rows >= few.rows && rare.length === 0) return []
  const isLimited = data.maximumRows === report.rows
  const names = rare.slice(0, 5).map(({ label }) => `"${label}"`)
  const more = rare.length > names.length ? ' and others' : ''
  const inAll = `There are ${plural(report.rows, 'row')}, ${formatCount(report.validationRows)} of them to validate on; what they say of a network can be chance.`
  const ofClasses = `${names.join(', ')}${more} ${rare.length === 1 ? 'has' : 'have'} fewer than ${few.ofClass} rows.`
  const isSmall = report.rows < few.rows
  return [
    {
      ...{ kind: 'few-rows', severity: isSmall ? 'warning' : 'note' },
      title: isSmall ? 'Few rows' : 'Few rows of some classes',
      detail: [...(isSmall ? [inAll] : []), ...(rare.length > 0 ? [ofClasses] : [])].join(' '),
      count: isSmall ? report.rows : rare.reduce((sum, { count }) => sum + count, 0),
      share: isSmall ? 1 : rare.reduce((sum, { count }) => sum + count, 0) / report.rows,
      examples: [],
      mend: isLimited ? { label: 'Read all rows', settings: { 'data.maximumRows': null } } : null,
    },
  ]
}
