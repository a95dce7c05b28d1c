// Where Keras looks for weights; the names are those that Keras 3.15.1 writes.
import { describe, expect, it } from 'vitest'
import {
  keras3Weights,
  placeNames,
  weightsByLayer,
} from '../../../../src/worker/export/keras/weights'

describe('the places of layers', () => {
  it('are named after the kind of each, counted from the second on', () => {
    const classes = ['Embedding', 'LSTM', 'SimpleRNN', 'LSTM', 'GRU', 'LSTM']
    expect(placeNames(classes)).toEqual([
      ...['embedding', 'lstm', 'simple_rnn', 'lstm_1', 'gru', 'lstm_2'],
    ])
    const others = [
      'SpatialDropout1D',
      'GlobalMaxPooling1D',
      'LayerNormalization',
      'TimeDistributed',
    ]
    expect(placeNames(others)).toEqual([
      ...['spatial_dropout1d', 'global_max_pooling1d', 'layer_normalization', 'time_distributed'],
    ])
  })

  it('hold the weights of both directions, each in its own', () => {
    const names = ['forward/kernel', 'forward/bias', 'backward/kernel', 'backward/bias']
    const weights = weightsByLayer({
      weightSpecs: names.map((name) => ({ name: `both/${name}`, shape: [1], dtype: 'float32' })),
      weights: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer),
    })
    const layers = [{ class_name: 'Bidirectional', config: { name: 'both' } }]
    const group = keras3Weights(layers, weights).groups?.['layers'].groups?.['bidirectional']
    const valuesOf = (direction: string) =>
      Object.values(group?.groups?.[direction].groups?.['cell'].groups?.['vars'].arrays ?? {}).map(
        ({ values }) => values[0],
      )
    expect(valuesOf('forward_layer')).toEqual([1, 2])
    expect(valuesOf('backward_layer')).toEqual([3, 4])
  })
})
