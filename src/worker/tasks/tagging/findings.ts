// What is wrong with tagged sentences, and how the experiment file can mend it.
import type { Finding } from '#shared/domain/findings'
import { formatCount, formatShare, plural } from '#shared/domain/format'
import { lengthLimit } from '../../text/encode'
import type { TaggedDataset } from './load'
import type { Sentences } from './sentences'

/** The shares from which on something is worth telling. */
const noteworthy = { duplicates: 0.01, cut: 0.001, unknown: 0.05 }
const fewSentences = 200
const mostExamples = 5
const longestExample = 200

/** Everything that was found, the worst first. */
export function findInSentences(dataset: TaggedDataset): Finding[] {
  return [findFewRows, findDuplicates, findCut, findUnknown].flatMap((find) => find(dataset) ?? [])
}

function findFewRows({ report }: TaggedDataset): Finding | undefined {
  if (report.rows >= fewSentences) return undefined
  return {
    ...{ kind: 'few-rows', severity: 'warning', title: 'Few sentences' },
    detail: `There are ${plural(report.rows, 'sentence')}, ${formatCount(report.validationRows)} of them to validate on; what they say of a network can be chance.`,
    ...{ count: report.rows, share: 1, examples: [], mend: null },
  }
}

function findDuplicates({ report }: TaggedDataset): Finding | undefined {
  const { duplicateRows: count, rows } = report
  if (count < noteworthy.duplicates * rows) return undefined
  return {
    ...{ kind: 'duplicates', severity: 'warning', title: 'Duplicate sentences' },
    detail: `${plural(count, 'sentence')} (${formatShare(count / rows)}) occurred before with the same tags; some may be among those to train and those to validate on.`,
    ...{ count, share: count / rows, examples: [] },
    mend: { label: 'Drop duplicates', settings: { 'data.dropDuplicates': true } },
  }
}

function findCut({ report, text, all }: TaggedDataset): Finding | undefined {
  const share = report.truncatedShare
  if (share < noteworthy.cut) return undefined
  const count = Math.round(share * report.rows)
  const isLong = (row: number): boolean => all.lengthOf(row) > lengthLimit(text)
  const most = report.length.maximum
  return {
    ...{ kind: 'truncation', severity: 'warning', title: 'Sentences are cut' },
    detail: `${plural(count, 'sentence')} (${formatShare(share)}) have more than ${formatCount(lengthLimit(text))} tokens and lose the rest with its tags; the longest has ${formatCount(most)}.`,
    ...{ count, share, examples: examplesOf(all, isLong, true) },
    mend:
      most <= 20_000
        ? { label: `Keep ${formatCount(most)} tokens`, settings: { 'text.sequenceLength': most } }
        : null,
  }
}

function findUnknown({ report, validation, wordIds, text }: TaggedDataset): Finding | undefined {
  const share = report.vocabulary.outOfVocabularyShare
  if (share < noteworthy.unknown) return undefined
  const count = Math.round(share * (report.tokens?.validation ?? 0))
  const hasUnknown = (row: number): boolean =>
    validation.read(row).ids.some((id) => wordIds.isUnknown(id))
  return {
    ...{ kind: 'unknown-tokens', severity: 'note', title: 'Unknown words' },
    detail: `${formatShare(share)} of the tokens to validate on are in no training sentence, or too rare for the vocabulary, so that ${text.wordShapes ? 'their shapes and ' : 'only '}their neighbours have to tell their tags.`,
    ...{ count, share, examples: examplesOf(validation, hasUnknown) },
    mend: text.wordShapes
      ? null
      : {
          label: 'Read them by their shape',
          settings: { 'text.wordShapes': true, 'text.lowercase': false, 'training.wordDropout': 1 },
        },
  }
}

/** @param areAll whether the sentences are all of the data, so that their numbers are those of rows */
function examplesOf(
  sentences: Sentences,
  isOne: (sentence: number) => boolean,
  areAll = false,
): Finding['examples'] {
  const found: Finding['examples'][number][] = []
  for (let one = 0; one < sentences.count && found.length < mostExamples; one++) {
    if (!isOne(one)) continue
    const text = sentences.wordsOf(one).join(' ').slice(0, longestExample)
    found.push({ row: areAll ? one : null, text })
  }
  return found
}
