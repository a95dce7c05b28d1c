// Puts embeddings on a plane.
import type { EmbeddingMap, EmbeddingMapRequest } from '#shared/domain/inside/words'
import { formatCount } from '#shared/domain/format'
import { failure, success, type Result } from '#shared/protocol/result'
import type { LoadedRun } from '../inference/load-run'
import type { LoadControl } from '../text/control'
import { normsOf, readEmbeddings, shownToken, type EmbeddingTable } from './embedding-table'
import { principalPlane, project } from './principal-plane'
import { umapPlane } from './umap-plane'

/** With fewer there is no picture. */
const fewest = 3

/**
 * The most frequent tokens, without the reserved ones: a vocabulary is ordered by falling count (of byte pairs: the bytes, then the
 * pairs in the order they were learned).
 *
 * PCA: the axes are always those of the kept model's embeddings, also for the snapshot of another epoch, and so is the centre. So
 * a point moves from epoch to epoch only because its embedding did, and pictures never flip; `variance` is what these axes hold of
 * the snapshot's own variance. UMAP arranges each epoch anew.
 *
 * Fails with `stopped`, and with `run-unreadable` as `readEmbeddings`.
 */
export async function embeddingMap(
  run: LoadedRun,
  request: EmbeddingMapRequest,
  control: LoadControl,
): Promise<Result<EmbeddingMap>> {
  const { snapshot, part, method, seed } = request
  const kept = await readEmbeddings(run, part, 'kept')
  if (!kept.ok) return kept
  const table = snapshot === 'kept' ? kept : await readEmbeddings(run, part, snapshot)
  if (!table.ok) return table
  const tokens = tokensOf(table.value, request.tokens)
  if (tokens.length < fewest) return tooFew(tokens.length)
  const { width } = table.value
  const values = valuesOf(table.value, tokens.length)
  const described = { tokens, norms: normsOf(values, width) }
  if (method === 'pca') {
    const plane = principalPlane(valuesOf(kept.value, tokens.length), width)
    return success({ ...described, ...project(values, plane) })
  }
  const points = await umapPlane(values, width, seed, control)
  if (!points) return failure('stopped', 'The picture of the embeddings was stopped.')
  return success({ ...described, ...points, variance: null })
}

function tokensOf({ vocabulary, text }: EmbeddingTable, count: number): EmbeddingMap['tokens'] {
  const { tokens, reserved } = vocabulary
  return tokens
    .slice(reserved, reserved + count)
    .map((token, index) => ({ token: shownToken(token, text), id: reserved + index }))
}

/** [count, width] from the first token on */
function valuesOf({ values, width, vocabulary }: EmbeddingTable, count: number): Float32Array {
  const { reserved } = vocabulary
  return values.subarray(reserved * width, (reserved + count) * width)
}

function tooFew(count: number): Result<EmbeddingMap> {
  return failure(
    'run-unreadable',
    `The vocabulary of this run has ${formatCount(count)} tokens, and a picture needs ${fewest} at least.`,
  )
}
