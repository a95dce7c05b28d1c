// Looks for texts of so few tokens that there is next to nothing to learn from them.
import { formatCount, formatShare, plural } from '#shared/domain/format'
import type { Level } from '#shared/experiment/text'
import { Examples, severityOf, type DoctorInput, type Examination } from './examination'

/** Texts of fewer tokens are near-empty. */
const leastTokens: Readonly<Record<Level, number>> = { word: 3, bpe: 3, character: 10 }

export function examineNearEmpty({ report, request: { text } }: DoctorInput): Examination {
  const least = leastTokens[text.level]
  const unit = text.level === 'character' ? 'characters' : 'words'
  const examples = new Examples()
  let count = 0
  return {
    visit: (row) => {
      if (row.tokens.length >= least) return
      count++
      examples.add(row)
    },
    findings: () => {
      const share = count / report.rows
      // Where most texts are that short, that is how the data are.
      if (count === 0 || share > 0.5) return []
      return [
        {
          ...{ kind: 'near-empty', severity: severityOf(share, 0.01), title: 'Near-empty texts' },
          detail: `${plural(count, 'text')} (${formatShare(share)}) ${count === 1 ? 'has' : 'have'} fewer than ${formatCount(least)} ${unit}.`,
          ...{ count, share, examples: examples.list() },
          mend: { label: 'Leave them out', settings: { 'data.minimumTokens': least } },
        },
      ]
    },
  }
}
