// Metrics against numbers worked out by hand.
import { expect, it } from 'vitest'
import { accuracyOf, classMetrics, confusionMatrix, macroF1 } from '#shared/domain/metrics'

const actual = [0, 0, 0, 1, 1, 2]
const predicted = [0, 0, 1, 1, 0, 0]

it('counts actual by predicted', () => {
  expect(confusionMatrix(actual, predicted, 3)).toEqual([
    [2, 1, 0],
    [1, 1, 0],
    [1, 0, 0],
  ])
})

it('gives precision, recall and F1 per class, 0 for a class never predicted', () => {
  const metrics = classMetrics(confusionMatrix(actual, predicted, 3), ['a', 'b', 'c'])
  expect(metrics[0]).toMatchObject({ precision: 0.5, support: 3 })
  expect(metrics[0].recall).toBeCloseTo(2 / 3)
  expect(metrics[0].f1).toBeCloseTo(4 / 7)
  expect(metrics[2]).toMatchObject({ precision: 0, recall: 0, f1: 0, support: 1 })
  expect(macroF1(metrics)).toBeCloseTo((4 / 7 + 0.5 + 0) / 3)
})

it('is 0 for no rows', () => {
  expect(
    accuracyOf([
      [0, 0],
      [0, 0],
    ]),
  ).toBe(0)
  expect(macroF1([])).toBe(0)
})
