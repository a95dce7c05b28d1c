// What the last layer of a classifier has to be for its kind of label, and what does not go with it.
import { describe, expect, it } from 'vitest'
import { findProblems } from '#shared/domain/experiment-check'
import { experimentSchema, withTaskDefaults, type ExperimentInput } from '#shared/experiment/schema'

function problemsOf(
  labelKind: 'class' | 'labels' | 'number',
  last: { units: number; activation: 'sigmoid' | 'softmax' | 'linear' },
  training: ExperimentInput['training'] = {},
): string[] {
  const input: ExperimentInput = {
    task: 'classification',
    data: { path: 'rows.csv', labelKind },
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        { type: 'LSTM', units: 4 },
        { type: 'Dense', ...last },
      ],
    },
    training,
  }
  const experiment = withTaskDefaults(experimentSchema.parse(input))
  return findProblems(experiment).map(({ path, message }) => `${path}: ${message}`)
}

describe('fits', () => {
  it.each([
    ['one class of two', 'class', { units: 1, activation: 'sigmoid' }],
    ['one class of four', 'class', { units: 4, activation: 'softmax' }],
    ['several labels', 'labels', { units: 4, activation: 'sigmoid' }],
    ['a single label that is there or not', 'labels', { units: 1, activation: 'sigmoid' }],
    ['a number', 'number', { units: 1, activation: 'linear' }],
  ] as const)('%s', (_name, kind, last) => {
    expect(problemsOf(kind, last)).toEqual([])
  })
})

describe('is refused', () => {
  it.each([
    [
      'softmax for several labels',
      problemsOf('labels', { units: 4, activation: 'softmax' }),
      'model.layers.2.activation: Layer 3 (Dense): several labels a text need activation "sigmoid", got "softmax".',
    ],
    [
      'two units for a number',
      problemsOf('number', { units: 2, activation: 'linear' }),
      'model.layers.2.units: Layer 3 (Dense): a number needs 1 unit, got 2. Set units to 1.',
    ],
    [
      'a loss of classes for numbers',
      problemsOf('number', { units: 1, activation: 'linear' }, { loss: 'binaryCrossentropy' }),
      'training.loss: numbers need meanSquaredError or meanAbsoluteError, got binaryCrossentropy. Leave it away for the one that fits.',
    ],
    [
      'class weights for numbers',
      problemsOf('number', { units: 1, activation: 'linear' }, { classWeight: 'balanced' }),
      'training.classWeight: weighs classes, and data.labelKind is "number". Leave it away.',
    ],
    [
      'label smoothing for numbers',
      problemsOf('number', { units: 1, activation: 'linear' }, { labelSmoothing: 0.1 }),
      'training.labelSmoothing: smooths the probabilities of classes, and numbers have none. Leave it away.',
    ],
    [
      'accuracy to stop numbers by',
      problemsOf(
        'number',
        { units: 1, activation: 'linear' },
        { earlyStopping: { monitor: 'valAccuracy' } },
      ),
      'training.earlyStopping.monitor: numbers have no accuracy; use valLoss.',
    ],
  ])('%s', (_name, problems, sentence) => {
    expect(problems).toContain(sentence)
  })

  it('a loss of numbers for classes', () => {
    const problems = problemsOf(
      'class',
      { units: 1, activation: 'sigmoid' },
      { loss: 'meanSquaredError' },
    )
    expect(problems[0]).toBe(
      'training.loss: meanSquaredError is for numbers only; set data.labelKind to "number" for these. Leave it away for the one that fits.',
    )
  })
})
