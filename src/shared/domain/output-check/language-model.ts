// What the layers of a language model have to be: at every step a probability of each id, of what came before alone.
import type { LayerSpec } from '../../experiment/layers'
import { lossOf, type Experiment } from '../../experiment/schema'
import { vocabularySizeOf } from '../../experiment/text'
import type { Problem } from '../../protocol/result'
import { layerLabel, type ModelSummary } from '../model-summary'
import { findStepOutputProblems } from './every-step'

/** Why the model cannot give what the task asks for; empty when it can. The layers themselves fit each other. */
export function findOutputProblems(experiment: Experiment, summary: ModelSummary): Problem[] {
  const { layers } = experiment.model
  const units = { count: vocabularySizeOf(experiment.text), of: 'ids in the vocabulary' }
  return [
    ...firstLayerProblems(layers),
    ...layers.flatMap((layer, index) => stepProblems(layer, index)),
    ...findStepOutputProblems(layers, 'model.layers', units),
    ...tieProblems(experiment, summary),
    ...lossProblems(experiment),
    ...optionProblems(experiment),
  ]
}

function firstLayerProblems([first]: readonly LayerSpec[]): Problem[] {
  if (first.type === 'Embedding') return []
  const message = `${titleOf(first, 0)}: the first layer has to be an Embedding, which takes token ids.`
  return [{ path: 'model.layers.0', message }]
}

/** A layer that looks ahead would be told what it has to foretell; one that gives up the steps cannot answer at each. */
function stepProblems(layer: LayerSpec, index: number): Problem[] {
  const path = `model.layers.${index}`
  const title = titleOf(layer, index)
  switch (layer.type) {
    case 'Bidirectional':
      return [
        {
          path,
          message: `${title}: reads the text backwards too, so it would see the token that it has to foretell. Use ${layer.layer.type} alone.`,
        },
      ]
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return recurrentProblems(layer, path, title)
    case 'SpatialDropout1D':
    case 'Embedding':
    case 'Dropout':
    case 'Dense':
    case 'LayerNormalization':
    case 'TimeDistributed':
      return []
    case 'Flatten':
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D':
      return [
        {
          path,
          message: `${title}: makes one answer of all steps, and a language model needs one at each. Remove the layer.`,
        },
      ]
  }
}

function recurrentProblems(
  layer: Extract<LayerSpec, { type: 'SimpleRNN' | 'LSTM' | 'GRU' }>,
  path: string,
  title: string,
): Problem[] {
  const problems: Problem[] = []
  if (layer.goBackwards)
    problems.push({
      path: `${path}.goBackwards`,
      message: `${title}: reads the text from its end, so it would see the token that it has to foretell. Set goBackwards to false.`,
    })
  if (!layer.returnSequences)
    problems.push({
      path: `${path}.returnSequences`,
      message: `${title}: gives its last step alone, and a language model needs every step. Set returnSequences to true.`,
    })
  return problems
}

function tieProblems({ model }: Experiment, summary: ModelSummary): Problem[] {
  const { layers } = model
  const [first] = layers
  if (!model.tieEmbeddings || first.type !== 'Embedding') return []
  const shape = summary.layers[layers.length - 2]?.outputShape
  const width = shape?.[shape.length - 1]
  if (width === first.units) return []
  const before = layers.length - 2
  return [
    {
      path: 'model.tieEmbeddings',
      message: `${titleOf(layers[before], before)}: gives ${String(width)} numbers to the last layer, which uses embeddings of ${first.units} units. Give both the same number of units, or set tieEmbeddings to false.`,
    },
  ]
}

function lossProblems(experiment: Experiment): Problem[] {
  const { loss, classWeight, labelSmoothing } = experiment.training
  const problems: Problem[] = []
  if (loss !== null && lossOf(experiment) !== 'sparseCategoricalCrossentropy')
    problems.push({
      path: 'training.loss',
      message: `a language model needs sparseCategoricalCrossentropy, got ${loss}. Leave it away for the one that fits.`,
    })
  if (classWeight !== null)
    problems.push({
      path: 'training.classWeight',
      message: 'weighs classes, and a language model has none. Leave it away.',
    })
  if (labelSmoothing > 0)
    problems.push({
      path: 'training.labelSmoothing',
      message: 'is for classification only. Leave it away.',
    })
  return problems
}

/** What other tasks have and a text without labels cannot have. */
function optionProblems({ data, text, training }: Experiment): Problem[] {
  const wanted: readonly (readonly [path: string, isWanted: boolean, what: string])[] = [
    ['data.stratify', data.stratify, 'goes by classes, and a language model has none'],
    ['data.hideLabelWords', data.hideLabelWords, 'goes by labels, and a language model has none'],
    ['text.wordShapes', text.wordShapes, 'is for tagging only'],
    ['training.wordDropout', training.wordDropout > 0, 'is for tagging only'],
  ]
  return wanted.flatMap(([path, isWanted, what]) =>
    isWanted ? [{ path, message: `${what}. Leave it away.` }] : [],
  )
}

function titleOf(layer: LayerSpec, index: number): string {
  return `Layer ${index + 1} (${layerLabel(layer)})`
}
