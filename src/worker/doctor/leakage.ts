// Looks for texts that name their own label.
import type { Finding } from '#shared/domain/findings'
import { formatCount, formatShare } from '#shared/domain/format'
import { createLabelReader } from '../text/label-reader'
import { createTokenizer } from '../text/tokenizer'
import {
  Examples,
  severityOf,
  type DoctorInput,
  type Examination,
  type ExaminedRow,
} from './examination'

/** A label is told of when so many of its texts, and so large a share of them, name it. */
const least = { rows: 5, share: 0.05 }
/** So many times more often than other texts do. */
const farMoreOften = 3

interface LabelCounts {
  readonly name: string
  readonly words: readonly string[]
  rows: number
  /** Of its own rows, those that name it; and of all others. */
  own: number
  others: number
}

export function examineLeakage({ request, labels, report }: DoctorInput): Examination {
  const { text, data } = request
  // Hidden words are in the texts still, but the network does not see them.
  if (data.hideLabelWords || labels.length === 0) return { visit: () => {}, findings: () => [] }
  // Rows come as words already, if that is how they are read.
  const isCut = text.level === 'word' && text.lowercase
  const cut = createTokenizer({ ...text, level: 'word', lowercase: true })
  const reader = createLabelReader(data)
  const counts = countersOf(labels, cut)
  const byWord = byFirstWord(counts.values())
  const examples = new Examples()
  let count = 0
  const visit = (row: ExaminedRow): void => {
    const words = isCut ? row.tokens : cut(row.text)
    const own = new Set(reader.namesIn(row.label))
    for (const name of own) {
      const one = counts.get(name)
      if (one) one.rows++
    }
    let isNamed = false
    for (const one of namedIn(words, byWord)) {
      if (own.has(one.name)) {
        one.own++
        isNamed = true
      } else one.others++
    }
    if (!isNamed) return
    count++
    examples.add({ row: row.row, text: `${row.label}: ${row.text}` })
  }
  const findings = (): Finding[] => {
    const leaking = [...counts.values()].filter((one) => isLeaking(one, report.rows))
    return leaking.length === 0 ? [] : [tellLeakage(leaking, examples, count, report.rows)]
  }
  return { visit, findings }
}

/** Labels that have a word in them, not only digits. */
function countersOf(
  labels: readonly string[],
  cut: (text: string) => readonly string[],
): ReadonlyMap<string, LabelCounts> {
  const counters = new Map<string, LabelCounts>()
  for (const name of labels) {
    const words = cut(name)
    if (words.length > 0 && /\p{L}/u.test(name))
      counters.set(name, { name, words, rows: 0, own: 0, others: 0 })
  }
  return counters
}

function byFirstWord(counters: Iterable<LabelCounts>): ReadonlyMap<string, readonly LabelCounts[]> {
  const byWord = new Map<string, LabelCounts[]>()
  for (const one of counters) byWord.set(one.words[0], [...(byWord.get(one.words[0]) ?? []), one])
  return byWord
}

function namedIn(
  words: readonly string[],
  byWord: ReadonlyMap<string, readonly LabelCounts[]>,
): Set<LabelCounts> {
  const named = new Set<LabelCounts>()
  for (const [at, word] of words.entries())
    for (const one of byWord.get(word) ?? [])
      if (one.words.every((wanted, index) => words[at + index] === wanted)) named.add(one)
  return named
}

function isLeaking({ rows, own, others }: LabelCounts, all: number): boolean {
  const share = own / Math.max(1, rows)
  const shareOfOthers = others / Math.max(1, all - rows)
  return own >= least.rows && share >= least.share && share >= farMoreOften * shareOfOthers
}

function tellLeakage(
  leaking: readonly LabelCounts[],
  examples: Examples,
  count: number,
  rows: number,
): Finding {
  const worst = leaking.toSorted((one, other) => other.own / other.rows - one.own / one.rows)
  const told = worst
    .slice(0, 3)
    .map(({ name, own, rows: all }) => `"${name}" in ${formatShare(own / all)} of its texts`)
  const more =
    worst.length > told.length ? ` and ${formatCount(worst.length - told.length)} more` : ''
  return {
    kind: 'leakage',
    severity: severityOf(worst[0].own / worst[0].rows, 0, 0.5),
    title: 'The label is in the text',
    detail: `Texts name their own label far more often than others do: ${told.join(', ')}${more}; a network can read the answer off instead of learning it.`,
    ...{ count, share: count / rows, examples: examples.list() },
    mend: { label: 'Hide label words', settings: { 'data.hideLabelWords': true } },
  }
}
