// Gives collected sentences their final ids, once the vocabulary is known.
import type { TextOptions } from '#shared/experiment/text'
import { success, type Result } from '#shared/protocol/result'
import { pacer, stopped, type LoadControl } from '../../text/control'
import { lengthLimit } from '../../text/encode'
import type { KnownWords } from '../../text/known-words'
import { sortLabels } from '../../text/labels'
import type { Split } from '../../text/split'
import type { Vocabulary } from '../../text/vocabulary'
import type { SentenceCollector } from './collect-sentences'
import { partOf, type Sentences } from './sentences'
import { buildWordVocabulary, WordIds } from './word-ids'

export interface EncodedSentences {
  /** Tags in the order of their ids. */
  readonly labels: readonly string[]
  readonly vocabulary: Vocabulary
  readonly wordIds: WordIds
  /** How often each id of the vocabulary occurs in the training sentences. */
  readonly counts: Float64Array
  /** Different tokens in the training sentences. */
  readonly distinct: number
  /** The share of the validation sentences' tokens that are unknown. */
  readonly unknownShare: number
  /** All sentences in the order of the data, uncut. */
  readonly all: Sentences
  readonly training: Sentences
  readonly validation: Sentences
}

/** Sentences between two looks at whether to stop. */
const sentencesAtOnce = 256

/** Sentences, and what to read them with where a run's words are gone on with. */
interface CollectedSentences {
  readonly collector: SentenceCollector
  /** With a label for each tag of the sentences; null: of the training sentences' own. */
  readonly known: KnownWords | null
}

/** The vocabulary is made of the training sentences' tokens only. Fails with `stopped`. */
export async function encodeSentences(
  { collector: { store, slots, tokenIds, tagIds }, known }: CollectedSentences,
  split: Split,
  text: TextOptions,
  control: LoadControl,
): Promise<Result<EncodedSentences>> {
  const provisional = store.finish()
  const counts = await countTokens(provisional, split, slots, control)
  if (!counts) return stopped()
  const counted = [...tokenIds]
    .map(([token, id]) => [token, counts.training[id]] as const)
    .filter(([, count]) => count > 0)
  const vocabulary = known?.vocabulary ?? buildWordVocabulary(counted, text)
  const wordIds = new WordIds(vocabulary, text)
  const finalIds = new Int32Array(slots).fill(vocabulary.unknown)
  for (const [token, id] of tokenIds) finalIds[id] = wordIds.idOf(token)
  const labels = known?.labels ?? sortLabels(tagIds.keys())
  const places = new Map(labels.map((label, id) => [label, id]))
  const final = {
    tokenIds: finalIds,
    tagIds: Int32Array.from(tagIds.keys(), (tag) => places.get(tag) ?? 0),
    truncating: text.truncating,
  }
  const longest = lengthLimit(text)
  const everyRow = Int32Array.from({ length: provisional.count }, (_, row) => row)
  return success({
    ...{ labels, vocabulary, wordIds, distinct: counted.length },
    counts: countsOf(finalIds, counts.training, vocabulary.size),
    unknownShare: unknownShare(finalIds, counts.validation, wordIds),
    all: partOf(provisional, { ...final, rows: everyRow, longest: Number.MAX_SAFE_INTEGER }),
    training: partOf(provisional, { ...final, rows: split.training, longest }),
    validation: partOf(provisional, { ...final, rows: split.validation, longest }),
  })
}

interface TokenCounts {
  readonly training: Float64Array
  readonly validation: Float64Array
}

/** How often each provisional id occurs in both parts; undefined when stopped. */
async function countTokens(
  sentences: Sentences,
  { validation }: Split,
  slots: number,
  control: LoadControl,
): Promise<TokenCounts | undefined> {
  const pace = pacer(control)
  const counts = { training: new Float64Array(slots), validation: new Float64Array(slots) }
  const total = sentences.count
  let next = 0
  for (let row = 0; row < total; row++) {
    const isValidation = validation[next] === row
    if (isValidation) next++
    const part = isValidation ? counts.validation : counts.training
    for (const id of sentences.read(row).ids) part[id]++
    const progress = { phase: 'encoding', done: row, total, unit: 'rows' } as const
    if (row % sentencesAtOnce === 0 && (await pace(() => progress))) return undefined
  }
  return counts
}

function countsOf(finalIds: Int32Array, provisional: Float64Array, size: number): Float64Array {
  const counts = new Float64Array(size)
  for (const [id, final] of finalIds.entries()) counts[final] += provisional[id]
  return counts
}

function unknownShare(finalIds: Int32Array, counts: Float64Array, words: WordIds): number {
  let all = 0
  let unknown = 0
  for (const [id, count] of counts.entries()) {
    all += count
    if (words.isUnknown(finalIds[id])) unknown += count
  }
  return all === 0 ? 0 : unknown / all
}
