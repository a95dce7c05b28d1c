// What the network sees of a pair.
import type { TextView, ViewedSequence, ViewedToken } from '#shared/domain/text-view'
import { createTokenizer } from '../../text/tokenizer'
import { longestOf } from './data/encode-sequence'
import type { PairDataset, Side } from './data/load-pairs'

const mostTokens = 5000
const longestText = 100_000

/** The tokens of a row's source and target with their ids; null when there is no such row. Pairs are padded only to each other. */
export function viewPair({ source, target }: PairDataset, row: number): TextView | null {
  if (row < 0 || row >= source.sequences.count) return null
  return {
    row,
    label: null,
    sequences: [viewSide('Source', source, row), viewSide('Target', target, row)],
  }
}

function viewSide(title: string, { text, vocabulary, texts }: Side, row: number): ViewedSequence {
  const whole = texts.at(row) ?? ''
  const limit = longestOf(text)
  const tokens = createTokenizer(text, vocabulary.merges)(whole)
  const first = text.truncating === 'pre' ? tokens.length - limit : 0
  const isCut = (place: number): boolean => place < first || place >= Math.max(first, 0) + limit
  const viewed = tokens.map((token, place): ViewedToken => {
    const id = vocabulary.idOf(token)
    const role = isCut(place) ? 'cut' : id === vocabulary.unknown ? 'unknown' : 'token'
    return { token, id, role }
  })
  const seen = viewed.filter(({ role }) => role !== 'cut')
  const cut = viewed.filter(({ role }) => role === 'cut')
  const special = (id: number | null): ViewedToken[] =>
    id === null ? [] : [{ token: vocabulary.tokens[id], id, role: 'special' }]
  const isTarget = vocabulary.purpose === 'writing'
  const [start, end] = isTarget
    ? [special(vocabulary.start), tokens.length < limit ? special(vocabulary.end) : []]
    : [[], []]
  return {
    title,
    text: whole.slice(0, longestText),
    tokens: [...start, ...seen, ...end, ...cut].slice(0, mostTokens),
    counts: {
      tokens: tokens.length,
      unknown: viewed.filter(({ id }) => id === vocabulary.unknown).length,
      cut: cut.length,
      padding: 0,
    },
  }
}
