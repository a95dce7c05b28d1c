// Refuses combinations that cannot train, before training, with a sentence that names the layer.
import type { Experiment, Task } from '../experiment/schema'
import { targetTextOf, vocabularySizeOf, type TextOptions } from '../experiment/text'
import type { Problem } from '../protocol/result'
import { layerLabel, partsOf, summarizeModel, type ModelSummary } from './model-summary'
import * as classification from './output-check/classification'
import * as languageModel from './output-check/language-model'
import * as seq2seq from './output-check/seq2seq'
import * as tagging from './output-check/tagging'

export { findClassProblem } from './output-check/classification'

type OutputCheck = (experiment: Experiment, summary: ModelSummary) => Problem[]

const outputChecks: Readonly<Record<Task, OutputCheck>> = {
  classification: classification.findOutputProblems,
  tagging: tagging.findOutputProblems,
  'language-model': languageModel.findOutputProblems,
  seq2seq: seq2seq.findOutputProblems,
}

/** Everything that is wrong with the model of a well-formed experiment; empty when it can be built. */
export function findModelProblems(experiment: Experiment): Problem[] {
  const parts = partProblems(experiment)
  if (parts.length > 0) return parts
  const summary = summarizeModel(experiment)
  return [
    ...vocabularyProblems(experiment),
    ...nameProblems(experiment),
    ...cellProblems(experiment),
    ...summary.problems,
    ...(summary.problems.length === 0 ? outputChecks[experiment.task](experiment, summary) : []),
  ]
}

function partProblems({ task, model }: Experiment): Problem[] {
  const path = 'model.decoder'
  if (task === 'seq2seq' && !model.decoder) {
    return [
      {
        path,
        message: 'is missing: seq2seq needs a decoder, which writes the target. Give it layers.',
      },
    ]
  }
  if (task !== 'seq2seq' && model.decoder) {
    return [
      {
        path,
        message: `is for seq2seq only, and the task is ${task}. Leave it away, or set task to "seq2seq".`,
      },
    ]
  }
  return []
}

function vocabularyProblems({ task, text }: Experiment): Problem[] {
  return [
    ...sizeProblems('text', text, task === 'language-model'),
    ...(task === 'seq2seq' ? sizeProblems('text.target', targetTextOf(text), true) : []),
  ]
}

function sizeProblems(place: string, text: TextOptions, isWritten: boolean): Problem[] {
  const [least, reserved] = isWritten
    ? [5, 'padding, start, unknown and end']
    : text.level === 'word'
      ? [4, 'padding, start and unknown']
      : [3, 'padding and unknown']
  const size = vocabularySizeOf(text)
  if (size >= least) return []
  return [
    {
      path: `${place}.vocabularySize`,
      message: `got ${size}; must be at least ${least}, since ${reserved} take the first ids.`,
    },
  ]
}

function nameProblems(experiment: Experiment): Problem[] {
  const seen = new Map<string, string>()
  return partsOf(experiment.model).flatMap(({ path, part, layers }) =>
    layers.flatMap((layer, index) => {
      if (!layer.name) return []
      const before = seen.get(layer.name)
      seen.set(layer.name, `layer ${index + 1}${part ? ` of the ${part}` : ''}`)
      if (before === undefined) return []
      return [
        {
          path: `${path}.${index}.name`,
          message: `"${layer.name}" is already the name of ${before}.`,
        },
      ]
    }),
  )
}

// A backward layer inside Bidirectional is Bidirectional's own business, in Keras too.
function cellProblems(experiment: Experiment): Problem[] {
  return partsOf(experiment.model).flatMap(({ path, layers }) =>
    layers.flatMap((layer, index) =>
      layer.type === 'Bidirectional' && layer.layer.goBackwards
        ? [
            {
              path: `${path}.${index}.layer.goBackwards`,
              message: `Layer ${index + 1} (${layerLabel(layer)}): Bidirectional runs one copy backwards itself; leave goBackwards off.`,
            },
          ]
        : [],
    ),
  )
}
