// What a language model sees of a document.
import type { TextView, ViewedToken } from '#shared/domain/text-view'
import type { TextOptions } from '#shared/experiment/text'
import { openDocuments } from '../../text/readers/documents'
import { createTokenizer } from '../../text/tokenizer'
import type { Vocabulary } from '../../text/vocabulary'
import type { LoadRequest } from '../task'
import { endId, startId } from './token-stream'

const longestText = 100_000
const mostTokens = 5000

/**
 * The document of that number, from 0, in the order of the data; null when there is none. Those that cannot be used count
 * too, as they do in a preview, and are empty.
 */
export async function viewDocument(
  { data, text }: Pick<LoadRequest, 'data' | 'text'>,
  vocabulary: Vocabulary,
  row: number,
): Promise<TextView | null> {
  const whole = await findDocument(data, row)
  if (whole === null) return null
  const tokens = viewTokens(whole, text, vocabulary)
  const unknown = tokens.filter(({ role }) => role === 'unknown').length
  const shown = tokens.slice(0, mostTokens)
  const counts = { tokens: tokens.length, unknown, cut: 0, padding: 0 }
  return { row, label: null, sequences: [{ title: 'Text', text: whole, tokens: shown, counts }] }
}

/** The document's start, as much of it as is shown. */
async function findDocument(data: LoadRequest['data'], row: number): Promise<string | null> {
  const documents = await openDocuments(data)
  if (!documents.ok) return null
  let document = 0
  let text = ''
  for await (const batch of documents.value.pieces()) {
    if (!batch.ok) return null
    for (const piece of batch.value) {
      if (document === row) text += piece.text
      const isEnough = piece.isLast || text.length >= longestText
      if (document === row && isEnough) return text.slice(0, longestText)
      if (piece.isLast) document++
    }
  }
  return null
}

function viewTokens(whole: string, text: TextOptions, vocabulary: Vocabulary): ViewedToken[] {
  const special = (id: number): ViewedToken => ({
    token: vocabulary.tokens[id],
    id,
    role: 'special',
  })
  const tokens = createTokenizer(
    text,
    vocabulary.merges,
  )(whole).map((token): ViewedToken => {
    const id = vocabulary.idOf(token)
    return { token, id, role: id === vocabulary.unknown ? 'unknown' : 'token' }
  })
  const end = whole.length < longestText ? [special(endId)] : []
  return [special(startId), ...tokens, ...end]
}
