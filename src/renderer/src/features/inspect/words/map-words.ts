// What is said of a word map: its axes, how to read it, and its numbers as a file.
import type { EmbeddingMap } from '#shared/domain/inside/words'
import { formatCount, formatShare } from '#shared/domain/format'
import { csvField, csvNumber, csvOf } from '../../../charts/csv-text'

export type MapMethod = 'pca' | 'umap'

export const methodOptions: readonly { readonly value: MapMethod; readonly label: string }[] = [
  { value: 'pca', label: 'PCA' },
  { value: 'umap', label: 'UMAP' },
]

/** Beyond this many UMAP takes minutes. */
export const mostForUmap = 5000

/** How many of the most frequent tokens can be shown, for a vocabulary of so many. */
export function countOptions(
  vocabulary: number,
  method: MapMethod,
): readonly { readonly value: number; readonly label: string }[] {
  const most = method === 'umap' ? mostForUmap : 20_000
  const steps = [250, 1000, 2000, mostForUmap, 10_000, 20_000].filter((count) => count <= most)
  const fitting = steps.filter((_, at) => at === 0 || steps[at - 1] < vocabulary)
  return fitting.map((value) => ({ value, label: `${formatCount(value)} tokens` }))
}

/** How to read the picture, in a sentence or two. */
export function readingWords({ variance }: Pick<EmbeddingMap, 'variance'>): string {
  if (!variance)
    return 'UMAP keeps near embeddings together; distances between groups, the axes and the place of a group mean nothing, and every epoch is arranged anew.'
  const [x, y] = variance
  return `The two directions in which the kept model's embeddings differ most: they hold ${formatShare(x)} and ${formatShare(y)} of the variance. The axes are the same for every epoch, so a token moves only as its embedding did.`
}

/** Text alternative of the whole picture. */
export function mapLabel(map: EmbeddingMap, epoch: string): string {
  const method = map.variance ? 'PCA' : 'UMAP'
  return `Embeddings of ${formatCount(map.tokens.length)} tokens on a plane by ${method}, ${epoch}`
}

export function mapCsv({ tokens, x, y, norms }: EmbeddingMap): string {
  const lines = tokens.map(({ token, id }, at) => [
    ...[csvField(token), String(id)],
    ...[x[at], y[at], norms[at]].map(csvNumber),
  ])
  return csvOf([['token', 'id', 'x', 'y', 'norm'], ...lines])
}
