// Notices files of different runs in one folder.
import type { LoadedRun } from '../../inference/load-run'

/** Why model, vocabulary and labels cannot belong together; undefined when they can. */
export function findMismatch(run: LoadedRun): string | undefined {
  return findUnknownTokens(run) ?? findOtherOutputs(run)
}

function findUnknownTokens({ model, vocabulary }: LoadedRun): string | undefined {
  const [embeddings] = model.layers[0].weights
  const rows = embeddings?.shape[0] ?? 0
  return vocabulary.size > rows
    ? `it knows ${rows} tokens, but vocabulary.json has ${vocabulary.size}`
    : undefined
}

function findOtherOutputs({ model, labels, scale, experiment }: LoadedRun): string | undefined {
  const last = model.layers[model.layers.length - 1].outputShape
  const units = Array.isArray(last[0]) ? undefined : last[last.length - 1]
  if (experiment.data.labelKind === 'number') {
    if (scale === null) return 'it gives a number, but labels.json has no scale for it'
    return units === 1 ? undefined : `it has ${String(units)} outputs, but a number needs 1`
  }
  const isSigmoid = units === 1 && labels.length === 2 && experiment.data.labelKind === 'class'
  return units === labels.length || isSigmoid
    ? undefined
    : `it has ${String(units)} outputs, but labels.json has ${labels.length} labels`
}
