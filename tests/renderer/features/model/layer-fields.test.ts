// Every option of the schema has a field, every field is an option, and problems find their row.
import { describe, expect, it } from 'vitest'
import { layerSchema, layerTypes } from '#shared/experiment/layers'
import { formOf, layerPurposes } from '../../../../src/renderer/src/features/model/layer-fields'
import {
  isAmongMore,
  problemsOfLayer,
} from '../../../../src/renderer/src/features/model/layer-problems'
import { landingIndex, wayFor } from '../../../../src/renderer/src/features/model/drag-order'

describe('layer fields', () => {
  const options = new Map(
    layerSchema.options.map((option) => [option.shape.type.value, Object.keys(option.shape)]),
  )

  it.each(layerTypes)('%s: fields are its options', (type) => {
    const { main, more } = formOf(type)
    const keys = [...main, ...more].map((field) => field.key)
    const wanted = (options.get(type) ?? []).filter((key) => key !== 'type' && key !== 'layer')
    expect(keys.sort()).toEqual(wanted.sort())
    expect(layerPurposes[type]).toMatch(/\.$/)
  })
})

describe('problemsOfLayer', () => {
  const lstm = layerSchema.parse({ type: 'Bidirectional', layer: { type: 'LSTM', units: 4 } })
  const problems = [
    { path: 'model.layers.1', message: 'Layer 2 (Bidirectional(LSTM)): needs a sequence.' },
    { path: 'model.layers.1.layer.units', message: 'got -1; must be at least 1.' },
    { path: 'model.layers.1.layer.dropout', message: 'Type a number.' },
    { path: 'model.layers.10.units', message: 'of another layer' },
  ]

  it('takes those of the layer, in sentences that stand alone', () => {
    expect(problemsOfLayer(problems, 'model.layers', 1, lstm)).toEqual([
      { key: '', message: 'Needs a sequence.' },
      { key: 'layer.units', message: 'Units: got -1; must be at least 1.' },
      { key: 'layer.dropout', message: 'Dropout: type a number.' },
    ])
  })

  it('knows which lie in options that are shown on demand', () => {
    const own = problemsOfLayer(problems, 'model.layers', 1, lstm)
    const found = own.map((problem) => isAmongMore(lstm, problem))
    expect(found).toEqual([false, false, true])
  })
})

describe('dragging a row', () => {
  const places = [
    { top: 0, height: 40 },
    { top: 50, height: 80 },
    { top: 140, height: 40 },
  ]
  it.each([
    [2, -10, 2],
    [2, -80, 1],
    [2, -500, 0],
    [0, 80, 1],
    [0, 500, 2],
  ])('row %i moved by %i lands at %i', (from, offset, to) => {
    expect(landingIndex(places, from, offset)).toBe(to)
  })

  it('makes the others give way', () => {
    expect(places.map((_, index) => wayFor(places, index, 2, 0, 10))).toEqual([50, 50, 0])
    expect(places.map((_, index) => wayFor(places, index, 0, 1, 10))).toEqual([0, -50, 0])
  })
})
