// Changing the type of a layer keeps what both types have.
import { describe, expect, it } from 'vitest'
import { denseSchema, layerSchema, layerTypes, type LayerInput } from '#shared/experiment/layers'
import {
  changeInnerType,
  changeLayerType,
} from '../../../../src/renderer/src/features/model/layer-change'

const layer = (input: LayerInput) => layerSchema.parse(input)
const lstm = layer({ type: 'LSTM', units: 48, dropout: 0.3, returnSequences: true, name: 'reader' })

describe('changeLayerType', () => {
  it('keeps the options of one recurrent layer for another', () => {
    expect(changeLayerType(lstm, 'GRU')).toMatchObject({
      type: 'GRU',
      units: 48,
      dropout: 0.3,
      returnSequences: true,
      name: 'reader',
    })
  })

  it('wraps a layer whole and takes it out again', () => {
    const wrapped = changeLayerType(lstm, 'Bidirectional')
    expect(wrapped).toMatchObject({
      type: 'Bidirectional',
      name: 'reader',
      layer: { type: 'LSTM', units: 48, dropout: 0.3 },
    })
    expect(changeLayerType(wrapped, 'LSTM')).toEqual(lstm)
    expect(changeLayerType(wrapped, 'GRU')).toMatchObject({ type: 'GRU', units: 48 })
  })

  it('turns goBackwards off inside Bidirectional, which does that itself', () => {
    const backwards = layer({ type: 'GRU', units: 8, goBackwards: true })
    expect(changeLayerType(backwards, 'Bidirectional')).toMatchObject({
      layer: { goBackwards: false },
    })
  })

  it('does not take a Dense activation over to a recurrent layer', () => {
    const dense = layer({ type: 'Dense', units: 5, activation: 'softmax' })
    expect(changeLayerType(dense, 'LSTM')).toMatchObject({ units: 5, activation: 'tanh' })
  })

  it('starts anew where a value is wrong', () => {
    const dense = denseSchema.parse({ type: 'Dense', units: 3 })
    expect(changeLayerType({ ...dense, units: Number.NaN }, 'LSTM')).toMatchObject({
      type: 'LSTM',
      units: 32,
    })
  })

  it.each(layerTypes.flatMap((from) => layerTypes.map((to) => [from, to] as const)))(
    '%s to %s is a layer that the schema takes',
    (from, to) => {
      const start = changeLayerType(lstm, from)
      const changed = changeLayerType(start, to)
      expect(changed.type).toBe(to)
      expect(layerSchema.safeParse(changed).success).toBe(true)
    },
  )
})

describe('changeInnerType', () => {
  it('changes what is inside and keeps the wrapper', () => {
    const wrapped = layer({
      type: 'Bidirectional',
      mergeMode: 'sum',
      layer: { type: 'LSTM', units: 12 },
    })
    expect(changeInnerType(wrapped, 'SimpleRNN')).toMatchObject({
      mergeMode: 'sum',
      layer: { type: 'SimpleRNN', units: 12 },
    })
  })
})
