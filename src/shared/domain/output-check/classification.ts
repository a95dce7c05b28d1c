// What the last layer of a classifier has to be, and what goes with its kind of label.
import { lossOf, type Experiment } from '../../experiment/schema'
import type { Loss, Monitor } from '../../experiment/training'
import type { Problem } from '../../protocol/result'
import { layerLabel, type ModelSummary } from '../model-summary'

/** Why the model cannot give what the task asks for; empty when it can. The layers themselves fit each other. */
export function findOutputProblems(experiment: Experiment, _summary?: ModelSummary): Problem[] {
  return [...lossProblems(experiment), ...layerProblems(experiment), ...optionProblems(experiment)]
}

interface LastDense {
  readonly units: number
  readonly activation: string
  readonly path: string
  /** "Layer 3 (Dense)" */
  readonly label: string
}

function layerProblems(experiment: Experiment): Problem[] {
  const last = lastDenseOf(experiment)
  if ('message' in last) return [last]
  switch (experiment.data.labelKind) {
    case 'class':
      return classLayerProblems(last, lossOf(experiment))
    case 'labels':
      return activationProblems(last, 'several labels a text need', 'sigmoid')
    case 'number':
      return last.units === 1
        ? activationProblems(last, 'a number needs', 'linear')
        : [unitsProblem(last, `a number needs 1 unit, got ${last.units}. Set units to 1.`)]
  }
}

function lastDenseOf({ model }: Experiment): LastDense | Problem {
  const index = model.layers.length - 1
  const last = model.layers[index]
  const path = `model.layers.${index}`
  const label = `Layer ${index + 1} (${layerLabel(last)})`
  if (last.type === 'Dense') return { ...last, path, label }
  return {
    path,
    message: `${label}: the last layer has to be a Dense, which gives the probabilities.`,
  }
}

function classLayerProblems(last: LastDense, loss: Loss): Problem[] {
  if (loss === 'binaryCrossentropy') {
    return last.units === 1
      ? activationProblems(last, `${loss} needs`, 'sigmoid')
      : [
          unitsProblem(
            last,
            `binaryCrossentropy needs 1 unit, got ${last.units}. Use sparseCategoricalCrossentropy for more classes.`,
          ),
        ]
  }
  return last.units >= 2
    ? activationProblems(last, `${loss} needs`, 'softmax')
    : [
        unitsProblem(
          last,
          `${loss} needs one unit per class, at least 2. Use binaryCrossentropy for one unit.`,
        ),
      ]
}

function unitsProblem({ path, label }: LastDense, message: string): Problem {
  return { path: `${path}.units`, message: `${label}: ${message}` }
}

function activationProblems(
  { path, label, activation }: LastDense,
  who: string,
  needed: string,
): Problem[] {
  if (activation === needed) return []
  const message = `${label}: ${who} activation "${needed}", got "${activation}".`
  return [{ path: `${path}.activation`, message }]
}

const numberLosses: readonly Loss[] = ['meanSquaredError', 'meanAbsoluteError']

function lossProblems({ data, training }: Experiment): Problem[] {
  const { loss } = training
  if (loss === null) return []
  const isOfNumbers = numberLosses.includes(loss)
  if (data.labelKind === 'number')
    return isOfNumbers
      ? []
      : [lossProblem(`numbers need meanSquaredError or meanAbsoluteError, got ${loss}.`)]
  if (isOfNumbers)
    return [lossProblem(`${loss} is for numbers only; set data.labelKind to "number" for these.`)]
  return data.labelKind === 'labels' && loss !== 'binaryCrossentropy'
    ? [lossProblem(`several labels a text need binaryCrossentropy, got ${loss}.`)]
    : []
}

function lossProblem(message: string): Problem {
  return { path: 'training.loss', message: `${message} Leave it away for the one that fits.` }
}

function optionProblems({ data, training }: Experiment): Problem[] {
  if (data.labelKind === 'class') return []
  const problems: Problem[] = []
  if (training.classWeight !== null)
    problems.push({
      path: 'training.classWeight',
      message: `weighs classes, and data.labelKind is "${data.labelKind}". Leave it away.`,
    })
  if (data.labelKind === 'labels') return problems
  if (training.labelSmoothing > 0)
    problems.push({
      path: 'training.labelSmoothing',
      message: 'smooths the probabilities of classes, and numbers have none. Leave it away.',
    })
  if (data.hideLabelWords)
    problems.push({
      path: 'data.hideLabelWords',
      message: 'hides the words of labels, and numbers have none. Leave it away.',
    })
  return [...problems, ...monitorProblems(training)]
}

function monitorProblems({
  bestMetric,
  earlyStopping,
  schedule,
}: Experiment['training']): Problem[] {
  const monitors: readonly (readonly [path: string, monitor: Monitor | null | undefined])[] = [
    ['training.bestMetric', bestMetric],
    ['training.earlyStopping.monitor', earlyStopping?.monitor],
    [
      'training.schedule.monitor',
      schedule.type === 'reduceOnPlateau' ? schedule.monitor : undefined,
    ],
  ]
  return monitors.flatMap(([path, monitor]) =>
    monitor === 'accuracy' || monitor === 'valAccuracy'
      ? [
          {
            path,
            message: `numbers have no accuracy; use ${monitor === 'accuracy' ? 'loss' : 'valLoss'}.`,
          },
        ]
      : [],
  )
}

/**
 * What can be said only once the labels are known: whether the last layer fits them.
 * @param classes how many different labels the data has; of numbers none
 */
export function findClassProblem(experiment: Experiment, classes: number): Problem | undefined {
  const last = lastDenseOf(experiment)
  if ('message' in last || experiment.data.labelKind === 'number') return undefined
  const kind = experiment.data.labelKind === 'labels' ? 'labels' : 'classes'
  if (kind === 'classes' && lossOf(experiment) === 'binaryCrossentropy') {
    return classes === 2
      ? undefined
      : unitsProblem(
          last,
          `the data has ${classes} classes; binaryCrossentropy takes 2. Use ${classes} units, softmax and sparseCategoricalCrossentropy.`,
        )
  }
  return last.units === classes
    ? undefined
    : unitsProblem(
        last,
        `the data has ${classes} ${kind}, but the layer has ${last.units} units. Set units to ${classes}.`,
      )
}
