// Initial weights: their spread, orthogonality and seeds.
import { describe, expect, it } from 'vitest'
import { initializers, type Initializer } from '#shared/experiment/layers'
import { initialValues } from '../../../src/worker/model/initial-values'

const shape = [60, 90]
const uniform = (limit: number) => limit / Math.sqrt(3)
const cut = 0.8796256610342398 // standard deviation of a standard normal that is cut at two

const deviations: [Initializer, number, number][] = [
  ['glorotUniform', uniform(Math.sqrt(6 / 150)), Math.sqrt(6 / 150)],
  ['heUniform', uniform(Math.sqrt(6 / 60)), Math.sqrt(6 / 60)],
  ['leCunUniform', uniform(Math.sqrt(3 / 60)), Math.sqrt(3 / 60)],
  ['randomUniform', uniform(0.05), 0.05],
  ['glorotNormal', Math.sqrt(2 / 150), (2 * Math.sqrt(2 / 150)) / cut],
  ['heNormal', Math.sqrt(2 / 60), (2 * Math.sqrt(2 / 60)) / cut],
  ['leCunNormal', Math.sqrt(1 / 60), (2 * Math.sqrt(1 / 60)) / cut],
  ['truncatedNormal', 0.05 * cut, 0.1],
  ['randomNormal', 0.05, Infinity],
]

describe('spread', () => {
  it.each(deviations)('%s', (name, deviation, limit) => {
    const values = initialValues(name, shape, 1)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(deviation * 0.06)
    expect(Math.sqrt(square) / deviation).toBeGreaterThan(0.96)
    expect(Math.sqrt(square) / deviation).toBeLessThan(1.04)
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit * (1 + 1e-6))
  })
})

it.each([
  [32, 128],
  [128, 32],
  [50, 50],
])('orthogonal %d x %d has orthonormal rows or columns', (rows, columns) => {
  const values = initialValues('orthogonal', [rows, columns], 5)
  const wide = rows <= columns
  const vector = (index: number) =>
    Array.from({ length: Math.max(rows, columns) }, (_, place) =>
      wide ? values[index * columns + place] : values[place * columns + index],
    )
  for (let a = 0; a < Math.min(rows, columns); a++) {
    for (let b = 0; b <= a; b++) {
      const second = vector(b)
      const product = vector(a).reduce((sum, value, place) => sum + value * second[place], 0)
      expect(Math.abs(product - (a === b ? 1 : 0))).toBeLessThan(1e-6)
    }
  }
})

it.each(initializers)('%s is a function of its seed', (name) => {
  expect(initialValues(name, [4, 6], 8)).toEqual(initialValues(name, [4, 6], 8))
  expect(initialValues(name, [4, 6], 8).every(Number.isFinite)).toBe(true)
  if (name === 'zeros' || name === 'ones') return
  expect(initialValues(name, [4, 6], 9)).not.toEqual(initialValues(name, [4, 6], 8))
})
