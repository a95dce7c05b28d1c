// What differs between experiments, and in which words.
import { describe, expect, it } from 'vitest'
import { experimentSchema, type Experiment } from '#shared/experiment/schema'
import { compareExperiments } from '../../../../src/renderer/src/features/compare/differences'
import {
  settingText,
  settingTitle,
} from '../../../../src/renderer/src/features/compare/setting-words'

function experiment(layers: unknown[], training: object = {}, data: object = {}): Experiment {
  const dense = { type: 'Dense', units: 1, activation: 'sigmoid' }
  return experimentSchema.parse({
    task: 'classification',
    data: { path: '/data/reviews.csv', ...data },
    text: { sequenceLength: 100 },
    model: { layers: [{ type: 'Embedding', units: 16 }, ...layers, dense] },
    training,
  })
}

const lstm = { type: 'LSTM', units: 32 }
const plain = experiment([lstm])

function differ(...experiments: Experiment[]): [string, ...string[]][] {
  return compareExperiments(experiments).different.map(({ title, values }) => [title, ...values])
}

describe('the differences', () => {
  it('are none between equal settings, whatever the names', () => {
    expect(differ(plain, { ...plain, name: 'Another' })).toEqual([])
  })

  it.each<[string, Experiment, [string, ...string[]][]]>([
    ['a number', experiment([lstm], { batchSize: 64 }), [['Batch size', '32', '64']]],
    [
      'an option of a layer',
      experiment([{ ...lstm, units: 64 }]),
      [['Layer 2, units', '32', '64']],
    ],
    [
      'the type of a layer, without what follows from it',
      experiment([{ type: 'GRU', units: 32 }]),
      [['Layer 2', 'LSTM', 'GRU']],
    ],
    [
      'the type of a layer and an option that only one has',
      experiment([{ type: 'Dropout', rate: 0.3 }]),
      [
        ['Layer 2', 'LSTM', 'Dropout'],
        ['Layer 2, units', '32', '–'],
        ['Layer 2, rate', '–', '0.3'],
      ],
    ],
    [
      'the optimizer, without the defaults of options that only one has',
      experiment([lstm], { optimizer: { type: 'adam', beta2: 0.99 } }),
      [
        ['Optimizer', 'RMSprop', 'Adam'],
        ['Beta 2', '–', '0.99'],
      ],
    ],
    [
      'what is off in one',
      experiment([lstm], { earlyStopping: { patience: 2 } }),
      [['Early stopping', 'off', 'patience 2']],
    ],
    [
      'the schedule',
      experiment([lstm], { schedule: { type: 'step', epochs: 5 } }),
      [
        ['Learning rate schedule', 'Constant', 'Step'],
        ['Schedule, epochs', '–', '5'],
      ],
    ],
    [
      'the data by the name of its file',
      experiment([lstm], {}, { path: 'C:\\texts\\letters.csv' }),
      [['Data', 'reviews.csv', 'letters.csv']],
    ],
  ])('name %s', (_what, other, expected) => {
    expect(differ(plain, other)).toEqual(expected)
  })

  it('name a layer that only one has, and what stands after it', () => {
    const deeper = experiment([{ ...lstm, returnSequences: true }, lstm])
    const titles = differ(plain, deeper).map(([title]) => title)
    expect(titles[0]).toBe('Layer 2, return sequences')
    expect(differ(plain, deeper)).toContainEqual(['Layer 3', 'Dense', 'LSTM'])
    expect(differ(plain, deeper).at(-1)).toEqual(['Layer 4', '–', 'Dense, units 1'])
  })

  it('have a value for each of three', () => {
    const others = [0.001, 0.01].map((learningRate) =>
      experiment([lstm], { optimizer: { type: 'rmsprop', learningRate } }),
    )
    expect(differ(plain, ...others)).toEqual([['Learning rate', '0.001', '0.001', '0.01']])
  })

  it('leave the rest to be counted, once each', () => {
    const { same, different } = compareExperiments([plain, experiment([lstm], { batchSize: 64 })])
    expect(same).toContainEqual({ path: 'training.epochs', title: 'Epochs', value: '10' })
    const paths = [...same, ...different].map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
    expect(paths).not.toContain('name')
  })
})

describe('the words of a setting', () => {
  it.each([
    ['training.optimizer.learningRate', 'Learning rate'],
    ['training.optimizer.type', 'Optimizer'],
    ['training.earlyStopping.minDelta', 'Early stopping, min delta'],
    ['model.layers.0.units', 'Layer 1, units'],
    ['layers.1.type', 'Layer 2'],
    ['model.layers.2.layer.recurrentDropout', 'Layer 3, recurrent dropout'],
    ['data.validationSplit', 'Validation split'],
  ])('%s is %s', (path, title) => expect(settingTitle(path)).toBe(title))

  it.each<[string, unknown, string]>([
    ['training.shuffle', true, 'yes'],
    ['training.clipNorm', null, 'off'],
    ['training.bestMetric', 'valAccuracy', 'Validation accuracy'],
    ['training.loss', 'binaryCrossentropy', 'Binary cross-entropy'],
    ['training.classWeight', { good: 2, bad: 0.5 }, 'good 2, bad 0.5'],
    ['model.layers.1', { type: 'LSTM', units: 32, dropout: 0 }, 'LSTM, units 32'],
    ['training.seed', undefined, '–'],
  ])('%s: %j is %s', (path, value, text) => expect(settingText(path, value)).toBe(text))
})
