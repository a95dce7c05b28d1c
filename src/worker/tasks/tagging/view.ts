// What the network sees of a tagged sentence.
import type { TextView, ViewedToken } from '#shared/domain/text-view'
import { lengthLimit } from '../../text/encode'
import type { TaggedDataset } from './load'

const mostTokens = 5000
const longestText = 100_000

/** The tokens of a sentence with their ids and tags; null when there is no such row. Sentences are padded only to each other. */
export function viewSentence(dataset: TaggedDataset, row: number): TextView | null {
  const { all, labels, text, vocabulary, wordIds } = dataset
  if (row < 0 || row >= all.count) return null
  const { ids, tags } = all.read(row)
  const longest = lengthLimit(text)
  const kept = text.truncating === 'pre' ? ids.length - longest : 0
  const isCut = (place: number): boolean =>
    text.truncating === 'pre' ? place < kept : place >= longest
  const viewed = Array.from(ids, (id, place): ViewedToken => {
    const role = isCut(place) ? 'cut' : wordIds.isUnknown(id) ? 'unknown' : 'token'
    return { token: vocabulary.tokens[id], id, role, tag: labels[tags[place]] }
  })
  const seen = viewed.filter(({ role }) => role !== 'cut')
  const cut = viewed.filter(({ role }) => role === 'cut')
  const unknown = viewed.filter(({ id }) => wordIds.isUnknown(id)).length
  return {
    row,
    label: null,
    sequences: [
      {
        title: 'Sentence',
        text: all.wordsOf(row).join(' ').slice(0, longestText),
        tokens: [...seen, ...cut].slice(0, mostTokens),
        counts: { tokens: ids.length, unknown, cut: cut.length, padding: 0 },
      },
    ],
  }
}
