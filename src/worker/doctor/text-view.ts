// What the network will see of a row: its tokens with their ids, the padding and what is cut.
import type { TextView, ViewedSequence, ViewedToken } from '#shared/domain/text-view'
import type { TextOptions } from '#shared/experiment/text'
import type { LoadRequest } from '../tasks/task'
import type { LoadControl } from '../text/control'
import { lengthLimit } from '../text/encode'
import { findLabelTokens } from '../text/hidden-words'
import { createLabelReader } from '../text/label-reader'
import { createTokenizer } from '../text/tokenizer'
import type { RawRow } from '../text/readers/row'
import type { Vocabulary } from '../text/vocabulary'
import { openData, visitSource } from './go-through'

const mostTokens = 5000
const longestText = 100_000

const quiet: LoadControl = { onProgress: () => {}, isStopped: () => false }

/**
 * A row of texts and labels as the network will see it; null when there is no such row. Rows that cannot be used count too,
 * as they do in a preview, and are empty.
 * @param row from 0, in the order of the data
 */
export async function viewRow(
  { data, text }: Pick<LoadRequest, 'data' | 'text'>,
  vocabulary: Vocabulary,
  row: number,
): Promise<TextView | null> {
  const opened = await openData(data)
  if (!opened.ok) return null
  let found: RawRow | undefined
  await visitSource(opened.value, quiet, (one, place) => {
    if (place === row) found = one
    return place < row
  })
  if (!found) return null
  const names = createLabelReader(data).namesIn(found.label)
  const hidden = data.hideLabelWords ? names : []
  const sequence = viewSequence('Text', found.text, { text, vocabulary, hidden })
  return { row, label: found.label === '' ? null : found.label, sequences: [sequence] }
}

export interface ViewOptions {
  readonly text: TextOptions
  /** That texts are read with. */
  readonly vocabulary: Vocabulary
  /** Labels whose words are made unknown. */
  readonly hidden?: readonly string[]
}

/** A text with its start id, cut to the length limit and padded where the length is fixed, as `encodeText` gives it. */
export function viewSequence(title: string, input: string, options: ViewOptions): ViewedSequence {
  const { text } = options
  const all = viewTokens(input, options)
  const limit = lengthLimit(text)
  const first = text.truncating === 'pre' ? Math.max(0, all.length - limit) : 0
  const seen = all.slice(first, first + limit)
  const cut = [...all.slice(0, first), ...all.slice(first + limit)].map(asCut)
  const missing = text.sequenceLength === null ? 0 : Math.max(0, limit - seen.length)
  const padding = new Array<ViewedToken>(missing).fill(paddingToken)
  const padded = text.padding === 'pre' ? [...padding, ...seen] : [...seen, ...padding]
  return {
    title,
    text: input.slice(0, longestText),
    tokens: [...padded, ...cut].slice(0, mostTokens),
    counts: {
      tokens: all.filter(({ role }) => role !== 'special').length,
      unknown: all.filter(({ role }) => role === 'unknown').length,
      cut: cut.length,
      padding: missing,
    },
  }
}

const paddingToken: ViewedToken = { token: '<pad>', id: 0, role: 'padding' }

function asCut(token: ViewedToken): ViewedToken {
  return { ...token, role: 'cut' }
}

/** All tokens of a text, an unknown one as it is written. */
function viewTokens(input: string, { text, vocabulary, hidden = [] }: ViewOptions): ViewedToken[] {
  const { start, unknown, merges, idOf } = vocabulary
  const tokenize = createTokenizer(text, merges)
  const tokens = tokenize(input)
  const isHidden = hidden.length > 0 ? findLabelTokens(tokens, hidden, tokenize, text.level) : null
  const own = tokens.map((token, index): ViewedToken => {
    const id = isHidden?.[index] ? unknown : idOf(token)
    return { token, id, role: id === unknown ? 'unknown' : 'token' }
  })
  return start === null ? own : [{ token: '<start>', id: start, role: 'special' }, ...own]
}
