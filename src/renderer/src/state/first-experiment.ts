// The experiment that a first start and "New" begin with, and the names that experiments get by themselves.
import { isRecurrent, layerLabel } from '#shared/domain/model-summary'
import type { LayerInput, LayerSpec, LayerType } from '#shared/experiment/layers'
import { layerSchema } from '#shared/experiment/layers'
import type { DataOptions } from '#shared/experiment/data'
import { experimentSchema, type Experiment } from '#shared/experiment/schema'

const smallModel: LayerInput[] = [
  { type: 'Embedding', units: 32 },
  { type: 'LSTM', units: 32 },
  { type: 'Dense', units: 1, activation: 'sigmoid' },
]

/** A small LSTM and its training, sized for short texts such as the bundled sample. */
export function smallRecipe(): Pick<Experiment, 'model' | 'text' | 'training'> {
  const { model, text, training } = experimentSchema.parse({
    task: 'classification',
    data: {},
    text: { vocabularySize: 2000, sequenceLength: 32 },
    model: { layers: smallModel },
    training: { optimizer: { type: 'adam', learningRate: 0.003 }, batchSize: 32, epochs: 8 },
  })
  return { model, text, training }
}

/** That small LSTM on `data`. */
export function smallExperiment(data: DataOptions | { path: string }): Experiment {
  const experiment = experimentSchema.parse({ task: 'classification', data, ...smallRecipe() })
  experiment.name = suggestName(experiment)
  return experiment
}

/** The experiment of a first start: the bundled sample, with its columns named. */
export function firstExperiment(samplePath: string): Experiment {
  return smallExperiment({
    ...experimentSchema.shape.data.parse({ path: samplePath }),
    text: 'text',
    label: 'label',
  })
}

/** "Sample reviews, LSTM": the data and the layer that does the work. */
export function suggestName(experiment: Pick<Experiment, 'data' | 'model'>): string {
  const { layers } = experiment.model
  const main = layers.find((layer) => isRecurrent(layer)) ?? layers.at(-2) ?? layers[0]
  const count = layers.filter((layer) => isRecurrent(layer)).length
  const label = main ? layerLabel(main).replace(/^Bidirectional\((.*)\)$/, 'bidirectional $1') : ''
  const model = count > 1 ? `${count} × ${label}` : label
  return [sourceTitle(experiment.data), model].filter(Boolean).join(', ').slice(0, 200)
}

const generatorTitles = { dates: 'Made-up dates', addition: 'Made-up additions' } as const

/** What the data is called: the file's name in words, or what the lab makes itself. */
export function sourceTitle({ path, generator }: Pick<DataOptions, 'path' | 'generator'>): string {
  return generator ? generatorTitles[generator.type] : dataTitle(path)
}

/** What is read, by its name: a file, a folder, or what the lab makes itself. */
export function sourceName({ path, generator }: Pick<DataOptions, 'path' | 'generator'>): string {
  return generator ? generatorTitles[generator.type].toLowerCase() : baseName(path)
}

/** The name of a file or folder without its folders. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path
}

/** "/home/x/sample-reviews.csv" -> "Sample reviews". */
export function dataTitle(path: string): string {
  const words = baseName(path)
    .replace(/\.(csv|tsv|tab|jsonl|ndjson|json|parquet|conllu?|txt|md|zip|tar|tgz)(\.gz)?$/i, '')
    .replace(/[-_]+/g, ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const startOptions: Partial<Record<LayerType, Record<string, unknown>>> = {
  Embedding: { units: 32 },
  SimpleRNN: { units: 32 },
  LSTM: { units: 32 },
  GRU: { units: 32 },
  Bidirectional: { layer: { type: 'LSTM', units: 32 } },
  Dense: { units: 16, activation: 'relu' },
  TimeDistributed: { layer: { type: 'Dense', units: 16, activation: 'relu' } },
  Dropout: { rate: 0.2 },
  SpatialDropout1D: { rate: 0.2 },
}

/** A new layer of a type, with every option at its start value. */
export function newLayer(type: LayerType): LayerSpec {
  return layerSchema.parse({ type, ...startOptions[type] })
}
