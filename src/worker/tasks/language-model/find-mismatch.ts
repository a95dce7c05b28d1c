// Notices files of different runs in one folder.
import type { LoadedRun } from '../../inference/load-run'

/** Why model and vocabulary cannot belong together; undefined when they can. */
export function findMismatch({ model, vocabulary }: LoadedRun): string | undefined {
  if (vocabulary.purpose !== 'writing')
    return 'it writes text, but vocabulary.json is of a model that reads it'
  const rows = model.layers[0].weights[0]?.shape[0] ?? 0
  const last = model.layers[model.layers.length - 1].outputShape
  const units = Array.isArray(last[0]) ? undefined : last[last.length - 1]
  if (rows !== units) return `it reads ${rows} different ids, but writes ${String(units)}`
  return vocabulary.size > rows
    ? `it knows ${rows} tokens, but vocabulary.json has ${vocabulary.size}`
    : undefined
}
