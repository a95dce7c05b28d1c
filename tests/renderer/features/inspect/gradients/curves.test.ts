// The lines of the view of gradients.
import { expect, it } from 'vitest'
import type { GradientCurve } from '#shared/domain/inside/gradient-flow'
import {
  horizonCurve,
  snapshotCurves,
} from '../../../../../src/renderer/src/features/inspect/gradients/curves'

const curveAt = (snapshot: GradientCurve['snapshot']): GradientCurve => ({
  ...{ snapshot, layer: 'lstm', direction: null, norms: [1, 0.5], horizon: 1 },
})

it('draws later snapshots stronger, and a lone one as a line of its own', () => {
  const several = snapshotCurves([curveAt(0), curveAt(1), curveAt('kept')])
  expect(several.map(({ name, strength }) => [name, strength])).toEqual([
    ['Before training', 0],
    ['Epoch 1', 0.5],
    ['Kept model', 1],
  ])
  expect(snapshotCurves([curveAt('kept')])[0].strength).toBeUndefined()
})

it('puts a horizon beyond the texts at their length', () => {
  const epochs = [
    { x: 0, horizon: 3, steps: 12 },
    { x: 1, horizon: null, steps: 12 },
  ]
  expect(horizonCurve('Horizon', epochs, 0).points).toEqual([
    { x: 0, y: 3 },
    { x: 1, y: 12 },
  ])
})
