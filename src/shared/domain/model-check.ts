// Refuses combinations that cannot train, before training, with a sentence that names the layer.
import { lossOf, vocabularySizeOf, type Experiment } from '../experiment/schema'
import type { Problem } from '../protocol/result'
import { layerLabel, summarizeModel } from './model-summary'

/** Everything that is wrong with the model of a well-formed experiment; empty when it can be built. */
export function findModelProblems(experiment: Experiment): Problem[] {
  const summary = summarizeModel(experiment)
  return [
    ...vocabularyProblems(experiment),
    ...nameProblems(experiment),
    ...cellProblems(experiment),
    ...summary.problems,
    ...(summary.problems.length === 0 ? outputProblems(experiment) : []),
  ]
}

function vocabularyProblems({ text }: Experiment): Problem[] {
  const least = text.level === 'word' ? 4 : 3
  const size = vocabularySizeOf(text)
  if (size >= least) return []
  const reserved = text.level === 'word' ? 'padding, start and unknown' : 'padding and unknown'
  return [
    {
      path: 'text.vocabularySize',
      message: `got ${size}; must be at least ${least}, since ${reserved} take the first ids.`,
    },
  ]
}

function nameProblems({ model }: Experiment): Problem[] {
  const seen = new Map<string, number>()
  return model.layers.flatMap((layer, index) => {
    if (!layer.name) return []
    const before = seen.get(layer.name)
    seen.set(layer.name, index)
    if (before === undefined) return []
    return [
      {
        path: `model.layers.${index}.name`,
        message: `"${layer.name}" is already the name of layer ${before + 1}.`,
      },
    ]
  })
}

// A backward layer inside Bidirectional is Bidirectional's own business, in Keras too.
function cellProblems({ model }: Experiment): Problem[] {
  return model.layers.flatMap((layer, index) =>
    layer.type === 'Bidirectional' && layer.layer.goBackwards
      ? [
          {
            path: `model.layers.${index}.layer.goBackwards`,
            message: `Layer ${index + 1} (${layerLabel(layer)}): Bidirectional runs one copy backwards itself; leave goBackwards off.`,
          },
        ]
      : [],
  )
}

function outputProblems(experiment: Experiment): Problem[] {
  const { layers } = experiment.model
  const index = layers.length - 1
  const last = layers[index]
  const path = `model.layers.${index}`
  const label = `Layer ${index + 1} (${layerLabel(last)})`
  if (last.type !== 'Dense') {
    return [
      {
        path,
        message: `${label}: the last layer has to be a Dense, which gives the probabilities.`,
      },
    ]
  }
  const loss = lossOf(experiment)
  if (loss === 'binaryCrossentropy') {
    if (last.units !== 1) {
      return [
        {
          path: `${path}.units`,
          message: `${label}: binaryCrossentropy needs 1 unit, got ${last.units}. Use sparseCategoricalCrossentropy for more classes.`,
        },
      ]
    }
    return last.activation === 'sigmoid'
      ? []
      : [activationProblem(path, label, loss, 'sigmoid', last.activation)]
  }
  if (last.units < 2) {
    return [
      {
        path: `${path}.units`,
        message: `${label}: ${loss} needs one unit per class, at least 2. Use binaryCrossentropy for one unit.`,
      },
    ]
  }
  return last.activation === 'softmax'
    ? []
    : [activationProblem(path, label, loss, 'softmax', last.activation)]
}

function activationProblem(
  path: string,
  label: string,
  loss: string,
  needed: string,
  got: string,
): Problem {
  return {
    path: `${path}.activation`,
    message: `${label}: ${loss} needs activation "${needed}", got "${got}".`,
  }
}

/**
 * What can be said only once the labels are known: whether the last layer fits the number of classes.
 * @param classes how many different labels the data has
 */
export function findClassProblem(experiment: Experiment, classes: number): Problem | undefined {
  const index = experiment.model.layers.length - 1
  const last = experiment.model.layers[index]
  if (last.type !== 'Dense') return undefined
  const path = `model.layers.${index}.units`
  const label = `Layer ${index + 1} (${layerLabel(last)})`
  if (lossOf(experiment) === 'binaryCrossentropy') {
    return classes === 2
      ? undefined
      : {
          path,
          message: `${label}: the data has ${classes} classes; binaryCrossentropy takes 2. Use ${classes} units, softmax and sparseCategoricalCrossentropy.`,
        }
  }
  return last.units === classes
    ? undefined
    : {
        path,
        message: `${label}: the data has ${classes} classes, but the layer has ${last.units} units. Set units to ${classes}.`,
      }
}
