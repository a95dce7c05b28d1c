// Notices files of different runs in one folder.
import type { LoadedRun } from '../../inference/load-run'

/** Why model, vocabulary and tags cannot belong together; undefined when they can. */
export function findMismatch({ model, vocabulary, labels }: LoadedRun): string | undefined {
  const [embeddings] = model.layers[0].weights
  const rows = embeddings?.shape[0] ?? 0
  if (vocabulary.size > rows)
    return `it knows ${rows} tokens, but vocabulary.json has ${vocabulary.size}`
  const last = model.layers[model.layers.length - 1].outputShape
  const units = Array.isArray(last[0]) ? null : last[last.length - 1]
  if (last.length !== 3)
    return 'it gives one answer for a text, but a tagger gives one for each token'
  return units === labels.length
    ? undefined
    : `it has ${String(units)} outputs, but labels.json has ${labels.length} tags`
}
