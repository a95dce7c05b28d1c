// Notices files of different runs in one folder.
import { partsOf, summarizeModel } from '#shared/domain/model-summary'
import type { LoadedRun } from '../../inference/load-run'
import type { Vocabulary } from '../../text/vocabulary'

/** Why model, experiment and vocabularies cannot belong together; undefined when they can. */
export function findMismatch(run: LoadedRun): string | undefined {
  const { model, experiment, vocabulary, targetVocabulary } = run
  const shapes = new Map(model.layers.map((layer) => [layer.name, layer.weights[0]?.shape]))
  const [encoder, decoder] = partsOf(experiment.model)
  const lost = summarizeModel(experiment).layers.find(({ name }) => !shapes.has(name))
  if (lost) return `it has no layer "${lost.name}", which experiment.json names`
  return (
    sizeProblem('vocabulary.json', vocabulary, shapes.get(encoder.names[0])) ??
    sizeProblem('target-vocabulary.json', targetVocabulary, shapes.get(decoder.names[0]))
  )
}

function sizeProblem(
  file: string,
  vocabulary: Vocabulary | null,
  embeddings: readonly (number | null)[] | undefined,
): string | undefined {
  const rows = embeddings?.[0] ?? 0
  return vocabulary && vocabulary.size > rows
    ? `it knows ${rows} tokens, but ${file} has ${vocabulary.size}`
    : undefined
}
