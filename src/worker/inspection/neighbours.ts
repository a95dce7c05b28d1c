// Tokens whose embeddings are near to one's.
import type { Neighbour, NeighboursRequest } from '#shared/domain/inside/words'
import { closest } from '#shared/experiment/accepted'
import { failure, success, type Result } from '#shared/protocol/result'
import type { LoadedRun } from '../inference/load-run'
import { readEmbeddings, shownToken, unitRows, type EmbeddingTable } from './embedding-table'
import { nearestRows } from './nearest-rows'

/** How many spellings are offered for a token that is not known. */
const mostSpellings = 3

/**
 * The tokens whose embeddings point the most nearly the same way, nearest first; reserved ids are left out. Fails with
 * `run-unreadable` for a token that the vocabulary does not hold, with near spellings, and as `readEmbeddings`.
 */
export async function neighbours(
  run: LoadedRun,
  { token, count, snapshot, part }: NeighboursRequest,
): Promise<Result<readonly Neighbour[]>> {
  const table = await readEmbeddings(run, part, snapshot)
  if (!table.ok) return table
  const id = idOf(table.value, token)
  if (id === undefined) return unknownToken(table.value, token)
  const { values, width, vocabulary, text } = table.value
  // Ids that no token has are behind the vocabulary's last.
  const units = unitRows(values.subarray(0, vocabulary.size * width), width)
  const { rows, similarities } = nearestRows(units, width, id, count, vocabulary.reserved)
  return success(
    rows.map((row, place) => ({
      token: shownToken(vocabulary.tokens[row], text),
      id: row,
      similarity: similarities[place],
    })),
  )
}

/** As typed, in lower case where texts are read so, or as a byte pair is shown. */
function idOf({ vocabulary, text }: EmbeddingTable, token: string): number | undefined {
  const read = text.lowercase ? [token, token.toLowerCase()] : [token]
  const known = read.map((one) => vocabulary.idOf(one)).find((id) => id !== vocabulary.unknown)
  if (known !== undefined || text.level !== 'bpe') return known
  const place = vocabulary.tokens.findIndex(
    (one, id) => id >= vocabulary.reserved && shownToken(one, text) === token,
  )
  return place < 0 ? undefined : place
}

function unknownToken({ vocabulary }: EmbeddingTable, token: string) {
  const near = nearSpellings(token, vocabulary.tokens.slice(vocabulary.reserved))
  const hint =
    near.length > 0
      ? `near spellings that it has: ${near.map((one) => `"${one}"`).join(', ')}.`
      : 'choose one that the training texts often had.'
  return failure('run-unreadable', `The vocabulary of this run does not hold "${token}"; ${hint}`)
}

function nearSpellings(token: string, tokens: readonly string[]): readonly string[] {
  const found: string[] = []
  while (found.length < mostSpellings) {
    const near = closest(
      token,
      tokens.filter((one) => !found.includes(one)),
    )
    if (near === undefined) break
    found.push(near)
  }
  return found
}
