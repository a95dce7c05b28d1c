// Looks at what the sequence length cuts off, and at how much padding it makes.
import type { DatasetReport } from '#shared/domain/dataset'
import type { Finding } from '#shared/domain/findings'
import { formatCount, formatShare, plural } from '#shared/domain/format'
import { isCut, lengthLimit, sequenceLengthOf } from '../text/encode'
import { Examples, severityOf, type DoctorInput, type Examination, type Mend } from './examination'

/** More rows cut than this are told of: the suggested length leaves 5 % cut. */
const mostCut = 0.05
/** More padding than this is told of, if a length that is clearly shorter would do. */
const mostPadding = 0.6
const clearlyShorter = 0.75
const longestSequence = 20_000

/** Truncation and padding at the chosen length. */
export function examineLengths(input: DoctorInput): Examination {
  const { report, request } = input
  const examples = new Examples()
  return {
    visit: (row) => {
      // Of byte pairs these are chunks, which have a token each or more.
      if (isCut(row.tokens.length, request.text)) examples.add(row)
    },
    findings: () => [...findTruncation(input, examples), ...findPadding(report, request.text)],
  }
}

function findTruncation({ report, request: { text } }: DoctorInput, examples: Examples): Finding[] {
  const share = report.truncatedShare
  if (share <= mostCut) return []
  const limit = lengthLimit(text)
  const suggested = suggestedLength(report.length, text)
  const side = text.truncating === 'pre' ? 'beginnings' : 'ends'
  const mend = suggested > limit ? lengthMend(suggested) : null
  const count = Math.round(share * report.rows)
  return [
    {
      ...{ kind: 'truncation', severity: severityOf(share, 0.25), title: 'Texts are cut' },
      detail: `${plural(count, 'text')} (${formatShare(share)}) ${count === 1 ? 'is' : 'are'} longer than ${formatCount(limit)} tokens and ${count === 1 ? 'loses its' : 'lose their'} ${side}; with ${formatCount(suggested)}, 95 % stay whole${mend ? '' : ', which is more than can be trained on'}.`,
      ...{ count, share, examples: examples.list(), mend },
    },
  ]
}

function findPadding(report: DatasetReport, text: DoctorInput['request']['text']): Finding[] {
  const length = text.sequenceLength
  if (length === null) return []
  const share = paddingShare(report.length, text, length)
  const suggested = suggestedLength(report.length, text)
  if (share < mostPadding || suggested > clearlyShorter * length) return []
  const after = paddingShare(report.length, text, suggested)
  return [
    {
      ...{ kind: 'padding', severity: 'note', title: 'Mostly padding' },
      detail: `About ${formatShare(share)} of what the network goes through is padding, since texts have ${formatCount(report.length.median)} tokens at the median and are padded to ${formatCount(length)}; with ${formatCount(suggested)}, 95 % stay whole, ${formatShare(after)} is padding and training is faster.`,
      ...{ count: Math.round(share * length * report.rows), share, examples: [] },
      mend: lengthMend(suggested),
    },
  ]
}

function lengthMend(length: number): Mend | null {
  return length > longestSequence
    ? null
    : { label: `Use ${formatCount(length)} tokens`, settings: { 'text.sequenceLength': length } }
}

/** A round length that keeps 95 % of the texts whole. */
function suggestedLength(
  { p95 }: DatasetReport['length'],
  text: DoctorInput['request']['text'],
): number {
  const needed = Math.max(1, sequenceLengthOf(p95, { ...text, sequenceLength: Infinity }))
  const step = needed <= 20 ? 1 : needed <= 50 ? 5 : needed <= 200 ? 10 : 50
  return Math.ceil(needed / step) * step
}

/** The share of padding at a length, as far as the histogram tells. */
function paddingShare(
  { histogram: { step, counts } }: DatasetReport['length'],
  text: DoctorInput['request']['text'],
  length: number,
): number {
  let rows = 0
  let filled = 0
  for (const [bin, count] of counts.entries()) {
    rows += count
    const middle = bin * step + (step - 1) / 2
    filled += count * sequenceLengthOf(middle, { ...text, sequenceLength: length })
  }
  return rows === 0 ? 0 : 1 - filled / (rows * length)
}
