// The optimizer's form, the lines about a run, and what is worked out from its steps.
import { describe, expect, it } from 'vitest'
import { experimentSchema } from '#shared/experiment/schema'
import { optimizerSchema, trainingSchema } from '#shared/experiment/training'
import type { RunRecord } from '#shared/domain/run'
import { keptSentence } from '../../../../src/renderer/src/features/train/kept-words'
import { mostFrequentMixUps } from '../../../../src/renderer/src/features/train/mix-ups'
import { savingLine } from '../../../../src/renderer/src/features/train/option-words'
import {
  changeOptimizer,
  optimizerFields,
  optimizerTitles,
  type OptimizerType,
} from '../../../../src/renderer/src/features/train/optimizer-fields'
import { plannedSteps } from '../../../../src/renderer/src/features/train/planned-steps'
import {
  durationLine,
  environmentLine,
  settingsLine,
} from '../../../../src/renderer/src/features/train/settings-line'
import { stepMilliseconds } from '../../../../src/renderer/src/features/train/step-time'

const types = Object.keys(optimizerTitles) as OptimizerType[] // the keys of a record over OptimizerType

describe('optimizers', () => {
  it.each(types)('%s: fields are its options, the learning rate first', (type) => {
    const keys = optimizerFields[type].map((field) => field.key)
    const wanted = Object.keys(optimizerSchema.parse({ type })).filter((key) => key !== 'type')
    expect([...keys].sort()).toEqual(wanted.sort())
    expect(keys[0]).toBe('learningRate')
  })

  it.each<[string, object, OptimizerType, object]>([
    [
      'keeps a rate that was chosen',
      { type: 'sgd', learningRate: 0.05 },
      'adam',
      { learningRate: 0.05 },
    ],
    ['takes the new default for the old one', { type: 'sgd' }, 'adam', { learningRate: 0.001 }],
    ['keeps other shared options', { type: 'adam', beta1: 0.8 }, 'nadam', { beta1: 0.8 }],
    ['leaves what does not fit', { type: 'adam', beta1: 0.8 }, 'sgd', { type: 'sgd' }],
  ])('%s', (_, from, to, expected) => {
    expect(changeOptimizer(optimizerSchema.parse(from), to)).toMatchObject(expected)
  })

  it('starts anew where a value is no number', () => {
    const broken = { ...optimizerSchema.parse({ type: 'adam' }), learningRate: Number.NaN }
    expect(changeOptimizer(broken, 'sgd').learningRate).toBe(0.01)
  })
})

const experiment = experimentSchema.parse({
  task: 'classification',
  data: { path: 'a.csv' },
  model: { layers: [{ type: 'Embedding', units: 4 }] },
  training: { optimizer: { type: 'adam' }, batchSize: 32, epochs: 3 },
})
const record: RunRecord = {
  format: 'unroll-run/2',
  id: 'a',
  name: 'A',
  state: 'stopped',
  task: 'classification',
  createdAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  epochs: 2,
  plannedEpochs: 3,
  seconds: 72,
  seed: 7,
  bestValAccuracy: null,
  lastValAccuracy: null,
  headline: null,
  kept: null,
  position: null,
  resumed: 0,
  group: null,
  settings: {},
  parameters: 10,
  environment: null,
  message: null,
}

describe('lines about a run', () => {
  it('say the settings, without what is no number', () => {
    expect(settingsLine(experiment)).toBe('Adam 0.001 · batches of 32 · 3 epochs · seed 7')
    const training = { ...experiment.training, epochs: Number.NaN }
    expect(settingsLine({ ...experiment, training })).toBe('Adam 0.001 · batches of 32 · seed 7')
  })

  it.each<[object, string]>([
    [{ schedule: { type: 'cosine', warmupSteps: 100 } }, 'cosine decay, warm-up of 100 steps'],
    [{ schedule: { type: 'step', epochs: 1 } }, 'rate times 0.5 every epoch'],
    [{ schedule: { type: 'exponential' } }, 'exponential decay by 0.9'],
    [{ schedule: { type: 'reduceOnPlateau' } }, 'rate times 0.5 on a plateau'],
    [{ clipNorm: 1, clipValue: 0.5 }, 'gradients cut at norm 1, gradients cut at value 0.5'],
    [{ classWeight: 'balanced', labelSmoothing: 0.1 }, 'label smoothing 0.1, balanced classes'],
    [{ classWeight: { pos: 2 } }, 'weights by class'],
    [{ earlyStopping: {} }, 'stops early by validation loss, patience 3'],
    [{ bestMetric: 'valLoss' }, 'best by validation loss'],
  ])('say what is not left at its default: %j', (options, words) => {
    const training = trainingSchema.parse({ ...experiment.training, ...options })
    expect(settingsLine({ ...experiment, training })).toBe(`${settingsLine(experiment)} · ${words}`)
  })

  it.each<[object, string]>([
    [{}, 'Best by validation accuracy; a checkpoint every 30 s'],
    [
      { checkpoint: { seconds: 5, steps: 200 } },
      'Best by validation accuracy; a checkpoint every 5 s and 200 steps',
    ],
    [{ earlyStopping: { monitor: 'valLoss' } }, 'Best by validation loss; a checkpoint every 30 s'],
    [
      { earlyStopping: { restoreBestWeights: false } },
      'Keeps the last epoch; a checkpoint every 30 s',
    ],
  ])('say what is saved: %j', (options, line) => {
    const training = trainingSchema.parse(options)
    expect(savingLine({ ...experiment, training })).toBe(line)
  })

  it('say which model is kept', () => {
    const kept = { epoch: 6, step: 60, metric: 'valAccuracy' as const, value: 0.8871 }
    expect(keptSentence(kept)).toBe('Model of epoch 6, the best by validation accuracy, 0.887')
    expect(keptSentence({ ...kept, metric: null, value: null })).toBe('Model of epoch 6, the last')
  })

  it('say how it ended and on what it ran', () => {
    expect(durationLine(record)).toBe('Stopped after 2 of 3 epochs in 1 min 12 s')
    expect(durationLine({ ...record, state: 'running' })).toBe('Training, 2 of 3 epochs done')
    expect(durationLine({ ...record, state: 'done' })).toBe(
      'Ended early after 2 of 3 epochs in 1 min 12 s',
    )
    const environment = {
      unroll: '0.1.0',
      node: '20',
      platform: 'linux',
      backend: 'tensorflow' as const,
      tensorflow: '2.9.1',
      tfjs: '4.22.0',
      threads: 1,
      warning: null,
    }
    expect(environmentLine(environment)).toBe('TensorFlow 2.9.1, 1 thread')
    expect(environmentLine({ ...environment, kernels: 'native (avx2, 1 thread)' })).toBe(
      'TensorFlow 2.9.1, 1 thread; recurrent layers: native (avx2, 1 thread)',
    )
    expect(environmentLine({ ...environment, backend: 'cpu', tensorflow: null })).toBe(
      'tfjs in JavaScript, 1 thread',
    )
  })
})

describe('what is worked out of a run', () => {
  it('plans steps from the rows, then from the epochs that have ended', () => {
    const planned = { record: { plannedEpochs: 3 }, experiment, report: null, epochs: [] }
    expect(plannedSteps(planned)).toBeNull()
    expect(plannedSteps({ ...planned, report: { trainingRows: 100 } })).toBe(12)
    expect(plannedSteps({ ...planned, epochs: [{ epoch: 2, step: 10 }] })).toBe(15)
  })

  it('takes the mean time of the last steps that have one', () => {
    const times = Float32Array.of(100, 4, Number.NaN, 6)
    expect(stepMilliseconds(times, 4, 3)).toBe(5)
    expect(stepMilliseconds(times, 0, 3)).toBeNull()
  })

  it('finds the labels that are mixed up most', () => {
    const confusion = [
      [8, 2, 0],
      [5, 4, 1],
      [0, 0, 9],
    ]
    expect(mostFrequentMixUps(confusion, ['a', 'b', 'c'], 2)).toEqual([
      { actual: 'b', predicted: 'a', count: 5, share: 0.5 },
      { actual: 'a', predicted: 'b', count: 2, share: 0.2 },
    ])
  })
})
