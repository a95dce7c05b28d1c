// What is wrong with pairs, and how the experiment file can mend it.
import type { DatasetReport } from '#shared/domain/dataset'
import type { Finding } from '#shared/domain/findings'
import { formatCount, formatShare, plural } from '#shared/domain/format'
import { pacer, type LoadControl } from '../../text/control'
import { excerptOf } from '../../text/excerpt'
import { inTurns, type Pieces } from '../../text/in-turns'
import { rowHash } from '../../text/row-hash'
import { longestOf } from './data/encode-sequence'
import type { PairDataset, Side } from './data/load-pairs'

/** The shares from which on something is worth telling. */
const noteworthy = { duplicates: 0.01, across: 0.01, cut: 0.001, unknown: 0.02 }
const fewPairs = 500
const mostExamples = 5
const longestExample = 200
/** Rows between two looks at whether to stop. */
const rowsAtOnce = 4096

/** Everything that was found, the worst first; nothing when stopped. */
export async function findInPairs(dataset: PairDataset, control: LoadControl): Promise<Finding[]> {
  const pace = pacer(control)
  const total = dataset.report.rows
  const found = await inTurns(examine(dataset), () =>
    pace(() => ({ phase: 'reading', done: 0, total, unit: 'rows' })),
  )
  return found ?? []
}

function* examine(dataset: PairDataset): Pieces<Finding[]> {
  const { report, source, target } = dataset
  const found = [
    findFewRows(report),
    yield* findAcross(dataset),
    findDuplicates(report),
    findCut('Sources', 'text.sequenceLength', source, report),
    findCut('Targets', 'text.target.sequenceLength', target, report.target),
    findUnknown('sources', report),
    findUnknown('targets', report.target),
  ]
  return found.filter((finding) => finding !== undefined)
}

function findFewRows({ rows, validationRows }: DatasetReport): Finding | undefined {
  if (rows >= fewPairs) return undefined
  return {
    ...{ kind: 'few-rows', severity: 'warning', title: 'Few pairs' },
    detail: `There are ${plural(rows, 'pair')}, ${formatCount(validationRows)} of them to validate on; what they say of a network can be chance.`,
    ...{ count: rows, share: 1, examples: [], mend: null },
  }
}

/** Sources to validate on that were trained on too, with whichever target. */
function* findAcross({
  source,
  target,
  training,
  validation,
}: PairDataset): Pieces<Finding | undefined> {
  const sourceOf = (row: number): string => source.texts.at(row) ?? ''
  const pairOf = (row: number): string => `${sourceOf(row)}\0${target.texts.at(row) ?? ''}`
  const both = yield* rowsInBoth(training, validation, sourceOf)
  const share = both.length / validation.length
  if (share < noteworthy.across) return undefined
  const isCopied = (yield* rowsInBoth(training, both, pairOf)).length > 0
  return {
    ...{
      kind: 'duplicates-across',
      severity: 'warning',
      title: 'Sources on both sides of the split',
    },
    detail: `${plural(both.length, 'source')} to validate on (${formatShare(share)}) are among those to train on, so that the network may know their targets by heart.`,
    ...{ count: both.length, share },
    examples: Array.from(both.subarray(0, mostExamples), (row) => ({
      row,
      text: excerptOf(sourceOf(row)).slice(0, longestExample),
    })),
    mend: isCopied ? { label: 'Drop duplicates', settings: { 'data.dropDuplicates': true } } : null,
  }
}

/** Those of the validation rows whose text is one of the training rows'. */
function* rowsInBoth(
  training: Int32Array,
  validation: Int32Array,
  textOf: (row: number) => string,
): Pieces<Int32Array> {
  const trained = new Set<number>()
  for (const [place, row] of training.entries()) {
    trained.add(rowHash(textOf(row), 0))
    if (place % rowsAtOnce === 0) yield
  }
  const both: number[] = []
  for (const [place, row] of validation.entries()) {
    if (trained.has(rowHash(textOf(row), 0))) both.push(row)
    if (place % rowsAtOnce === 0) yield
  }
  return Int32Array.from(both)
}

function findDuplicates({ duplicateRows: count, rows }: DatasetReport): Finding | undefined {
  if (count < noteworthy.duplicates * rows) return undefined
  return {
    ...{ kind: 'duplicates', severity: 'warning', title: 'Duplicate pairs' },
    detail: `${plural(count, 'pair')} (${formatShare(count / rows)}) occurred before.`,
    ...{ count, share: count / rows, examples: [] },
    mend: { label: 'Drop duplicates', settings: { 'data.dropDuplicates': true } },
  }
}

type SideReport = Pick<DatasetReport, 'length' | 'truncatedShare' | 'vocabulary'>

function findCut(
  title: string,
  key: string,
  side: Side,
  report: SideReport | undefined,
): Finding | undefined {
  if (!report || report.truncatedShare < noteworthy.cut) return undefined
  const share = report.truncatedShare
  const count = Math.round(share * side.sequences.count)
  // A target's end takes one more.
  const most = report.length.maximum + (side.vocabulary.end === null ? 0 : 1)
  return {
    ...{ kind: 'truncation', severity: 'warning', title: `${title} are cut` },
    detail: `${title} of ${plural(count, 'pair')} (${formatShare(share)}) have more than ${formatCount(longestOf(side.text))} tokens and lose the rest; the longest has ${formatCount(most)}.`,
    ...{ count, share, examples: [] },
    mend:
      most <= 20_000
        ? { label: `Keep ${formatCount(most)} tokens`, settings: { [key]: most } }
        : null,
  }
}

function findUnknown(what: string, report: SideReport | undefined): Finding | undefined {
  if (!report || report.vocabulary.outOfVocabularyShare < noteworthy.unknown) return undefined
  const share = report.vocabulary.outOfVocabularyShare
  return {
    ...{ kind: 'unknown-tokens', severity: 'note', title: `Unknown tokens in the ${what}` },
    detail: `${formatShare(share)} of the tokens in the ${what} to validate on are in no training pair, or too rare for the vocabulary.`,
    ...{ count: 0, share, examples: [], mend: null },
  }
}
