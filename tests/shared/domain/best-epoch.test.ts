// Which epoch is the best, and which options choose it.
import { describe, expect, it } from 'vitest'
import { describeWait, isBetter, monitorOf, valueOf } from '#shared/domain/best-epoch'
import { monitors, trainingSchema, type Monitor } from '#shared/experiment/training'
import { epochWith } from './epoch-metrics'

it.each<[object, Monitor | null]>([
  [{}, 'valAccuracy'],
  [{ bestMetric: 'loss' }, 'loss'],
  [{ bestMetric: 'loss', earlyStopping: {} }, 'valLoss'],
  [{ earlyStopping: { monitor: 'accuracy' } }, 'accuracy'],
  [{ bestMetric: 'loss', earlyStopping: { restoreBestWeights: false } }, null],
])('%j keeps the epoch by %s', (options, expected) => {
  expect(monitorOf(trainingSchema.parse(options))).toBe(expected)
})

it.each(monitors)('reads %s of an epoch', (monitor) => {
  expect(valueOf(monitor, epochWith(3, monitor, 0.25))).toBe(0.25)
})

describe('is better', () => {
  it.each<[Monitor, number, number | null, number, boolean]>([
    ['valLoss', 0.4, 0.5, 0, true],
    ['valLoss', 0.5, 0.5, 0, false],
    ['loss', 0.6, 0.5, 0, false],
    ['valAccuracy', 0.6, 0.5, 0, true],
    ['accuracy', 0.5, 0.5, 0, false],
    ['valAccuracy', 0.4, 0.5, 0, false],
    ['valLoss', 0.25, 0.5, 0.25, false],
    ['valLoss', 0.125, 0.5, 0.25, true],
    ['accuracy', 0.75, 0.5, 0.25, false],
    ['accuracy', 0.875, 0.5, 0.25, true],
    ['valLoss', 100, null, 50, true],
    ['valAccuracy', 0, null, 0, true],
    ['valLoss', NaN, null, 0, false],
    ['valLoss', NaN, 0.5, 0, false],
    ['valLoss', -Infinity, 0.5, 0, false],
    ['valAccuracy', Infinity, 0.5, 0, false],
  ])('%s of %d than %j by more than %d: %s', (monitor, value, than, minDelta, expected) => {
    expect(isBetter(monitor, value, than, minDelta)).toBe(expected)
  })
})

it.each<[Monitor, number, number, string]>([
  ['valLoss', 0, 1, 'validation loss has not fallen for 1 epoch'],
  ['valAccuracy', 0.01, 3, 'validation accuracy has not risen by more than 0.01 for 3 epochs'],
  ['loss', 0, 2, 'training loss has not fallen for 2 epochs'],
])('says of %s, %d, %d: %s', (monitor, minDelta, epochs, expected) => {
  expect(describeWait(monitor, minDelta, epochs)).toBe(expected)
})
