// What is wrong with a text to learn to write from.
import type { DatasetReport } from '#shared/domain/dataset'
import type { Finding } from '#shared/domain/findings'
import { formatCount, formatShare, plural } from '#shared/domain/format'
import { vocabularySizeOf, type TextOptions } from '#shared/experiment/text'

/** A network learns the letters of a language from about as many tokens, and little of its words. */
const fewTokens = 50_000
const manyUnknown = 0.05

/** By what loading counted. */
export function findFindings(report: DatasetReport, text: TextOptions): Finding[] {
  const found = [few(report), duplicates(report), unknown(report, text), damage(report)]
  return found.filter((finding) => finding !== null)
}

function few({ tokens }: DatasetReport): Finding | null {
  const count = tokens?.training ?? 0
  if (count >= fewTokens) return null
  return {
    kind: 'few-rows',
    severity: 'warning',
    title: 'Short text',
    detail: `${formatCount(count)} tokens to train on: the model will repeat them rather than learn the language. From ${formatCount(fewTokens)} on it gets better.`,
    count,
    share: 1,
    examples: [],
    mend: null,
  }
}

function duplicates({ duplicateRows, rows }: DatasetReport): Finding | null {
  if (duplicateRows === 0) return null
  return {
    kind: 'duplicates',
    severity: 'warning',
    title: 'Duplicates',
    detail: `${plural(duplicateRows, 'document')} of ${formatCount(rows)} stood in the data before, so the model learns them by heart.`,
    count: duplicateRows,
    share: duplicateRows / rows,
    examples: [],
    mend: { label: 'Drop duplicates', settings: { 'data.dropDuplicates': true } },
  }
}

function unknown(
  { vocabulary: { outOfVocabularyShare: share, distinct }, tokens }: DatasetReport,
  text: TextOptions,
): Finding | null {
  if (share < manyUnknown) return null
  const count = Math.round(share * (tokens?.validation ?? 0))
  // More would be ids that the training text never has.
  const wanted = Math.min(2 * vocabularySizeOf(text), distinct + 4)
  const mend =
    wanted > vocabularySizeOf(text)
      ? {
          label: `Set the vocabulary to ${formatCount(wanted)}`,
          settings: { 'text.vocabularySize': wanted },
        }
      : text.level === 'bpe'
        ? null
        : {
            label: 'Cut into byte pairs',
            settings: { 'text.level': 'bpe', 'text.vocabularySize': null },
          }
  return {
    kind: 'unknown-tokens',
    severity: 'warning',
    title: 'Many unknown tokens',
    detail: `${formatShare(share)} of the validation tokens are not in the vocabulary; a model cannot write them, and its perplexity looks better than it is.`,
    ...{ count, share, examples: [], mend },
  }
}

function damage({ invalidBytes, encoding, characters }: DatasetReport): Finding | null {
  if (invalidBytes === 0) return null
  const all = (characters?.training ?? 0) + (characters?.validation ?? 0)
  return {
    kind: 'encoding',
    severity: 'warning',
    title: 'Damaged letters',
    detail: `${plural(invalidBytes, 'place')} could not be read as ${encoding}; choose another encoding if letters look wrong.`,
    count: invalidBytes,
    share: invalidBytes / Math.max(1, all),
    examples: [],
    mend: null,
  }
}
