// Looks at how many tokens of the validation rows the vocabulary does not hold, and which size would hold more.
import type { Finding } from '#shared/domain/findings'
import { formatCount, formatShare } from '#shared/domain/format'
import { vocabularySizeOf } from '#shared/experiment/text'
import { detached } from '../text/excerpt'
import {
  Examples,
  severityOf,
  type DoctorInput,
  type Examination,
  type ExaminedRow,
  type Mend,
} from './examination'

/** A larger share is told of. */
const mostUnknown = 0.05
/** Different tokens that are counted. */
const mostCounted = 500_000
const largestVocabulary = 1_000_000

export function examineUnknownTokens(input: DoctorInput): Examination {
  const { report, request, vocabulary } = input
  const share = report.vocabulary.outOfVocabularyShare
  // Byte pairs are unknown only where there is no room for all bytes.
  if (share <= mostUnknown || request.text.level === 'bpe')
    return { visit: () => {}, findings: () => [] }
  const counted = new TokenCounts()
  const examples = new Examples()
  let unknown = 0
  return {
    visit: (row) => {
      counted.add(row)
      if (!row.isValidation) return
      const missing = row.tokens.filter((token) => vocabulary.idOf(token) === vocabulary.unknown)
      unknown += missing.length
      if (missing.length > 0) examples.add({ row: row.row, text: missing.slice(0, 20).join(' ') })
    },
    findings: () => [tellUnknown(input, { count: unknown, share, examples, counted })],
  }
}

interface Unknown {
  readonly count: number
  readonly share: number
  readonly examples: Examples
  readonly counted: TokenCounts
}

function tellUnknown({ request, vocabulary }: DoctorInput, found: Unknown): Finding {
  const { count, share, examples, counted } = found
  const unit = request.text.level === 'word' ? 'words' : 'characters'
  const size = counted.sizeFor(mostUnknown * 0.99, vocabulary.reserved)
  const isLarger = size !== null && size > vocabularySizeOf(request.text)
  const mend: Mend | null = isLarger
    ? { label: `Use ${formatCount(size)} ${unit}`, settings: { 'text.vocabularySize': size } }
    : request.text.level === 'word'
      ? { label: 'Use byte pairs', settings: { 'text.level': 'bpe', 'text.vocabularySize': null } }
      : null
  const reason = isLarger
    ? `the vocabulary holds ${formatCount(vocabulary.size)} of the ${unit} that are trained on`
    : `no larger vocabulary knows them, since they are in no training row${mend ? '; byte pairs cut every word into known pieces' : ''}`
  return {
    ...{ kind: 'unknown-tokens', severity: severityOf(share, 0.1), title: `Unknown ${unit}` },
    detail: `${formatShare(share)} of the ${unit} in the validation rows are unknown to the network: ${reason}.`,
    ...{ count, share, examples: examples.list(), mend },
  }
}

/** How often tokens occur in rows to train on and in rows to validate on. */
class TokenCounts {
  readonly #counts = new Map<string, { trained: number; validated: number }>()
  #validated = 0

  add({ tokens, isValidation }: ExaminedRow): void {
    if (isValidation) this.#validated += tokens.length
    for (const token of tokens) {
      let counts = this.#counts.get(token)
      if (!counts) {
        if (this.#counts.size >= mostCounted) continue
        this.#counts.set(detached(token), (counts = { trained: 0, validated: 0 }))
      }
      if (isValidation) counts.validated++
      else counts.trained++
    }
  }

  /** The vocabulary size, rounded up, at which no larger share is unknown; null when there is none. */
  sizeFor(share: number, reserved: number): number | null {
    const trained = [...this.#counts.values()].filter((one) => one.trained > 0)
    trained.sort((one, other) => other.trained - one.trained)
    let left = this.#validated
    for (const [index, { validated }] of trained.entries()) {
      left -= validated
      if (left > share * this.#validated) continue
      const size = roundedUp(index + 1 + reserved)
      return size > largestVocabulary ? null : size
    }
    return null
  }
}

function roundedUp(size: number): number {
  const step = size <= 1000 ? 100 : size <= 20_000 ? 1000 : 5000
  return Math.ceil(size / step) * step
}
