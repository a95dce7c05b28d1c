// What a tagger has to be: a tag for every token, from a softmax at every step.
import type { Experiment } from '../../experiment/schema'
import type { Problem } from '../../protocol/result'
import { layerLabel, type ModelSummary } from '../model-summary'
import { findStepOutputProblems } from './every-step'

/** Why the model cannot give what the task asks for; empty when it can. The layers themselves fit each other. */
export function findOutputProblems(experiment: Experiment, _summary?: ModelSummary): Problem[] {
  const { model } = experiment
  return [
    ...textProblems(experiment),
    ...dataProblems(experiment),
    ...lossProblems(experiment),
    ...orderProblems(experiment),
    ...findStepOutputProblems(model.layers, 'model.layers', null),
  ]
}

function textProblems({ text }: Experiment): Problem[] {
  if (text.level === 'word') return []
  return [
    {
      path: 'text.level',
      message: `"${text.level}" cuts words into pieces, but a tag belongs to a word as the data give it. Set it to "word".`,
    },
  ]
}

function dataProblems({ data }: Experiment): Problem[] {
  const problems: Problem[] = []
  const add = (key: string, message: string): void =>
    void problems.push({ path: `data.${key}`, message: `${message} Leave it away.` })
  if (data.template !== null)
    add('template', 'joins columns to a text, but a tagger reads tokens from one column.')
  if (data.stratify)
    add('stratify', 'shares out rows by their label, but a sentence has many tags.')
  if (data.hideLabelWords)
    add('hideLabelWords', 'hides the label of a row, but a sentence has many tags.')
  return problems
}

function lossProblems({ training }: Experiment): Problem[] {
  const { loss } = training
  const fits = [null, 'sparseCategoricalCrossentropy', 'categoricalCrossentropy'].includes(loss)
  if (fits) return []
  return [
    {
      path: 'training.loss',
      message: `tags need sparseCategoricalCrossentropy, got ${String(loss)}. Leave it away for the one that fits.`,
    },
  ]
}

// A layer that reads backwards gives its steps in the order it read them, so that each would get another token's tag.
function orderProblems({ model }: Experiment): Problem[] {
  return model.layers.flatMap((layer, index) =>
    'goBackwards' in layer && layer.goBackwards
      ? [
          {
            path: `model.layers.${index}.goBackwards`,
            message: `Layer ${index + 1} (${layerLabel(layer)}): goBackwards gives the steps in reverse, so that they no longer stand at their tokens. Wrap the layer in Bidirectional instead.`,
          },
        ]
      : [],
  )
}

/**
 * What can be said only once the tags are known: whether the last layer fits their number.
 * @param tags how many different tags the data has
 */
export function findTagProblem({ model }: Experiment, tags: number): Problem | undefined {
  return findStepOutputProblems(model.layers, 'model.layers', { count: tags, of: 'tags' })[0]
}
