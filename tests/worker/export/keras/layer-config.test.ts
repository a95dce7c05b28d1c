// Layers in Keras's words: every option goes along, seeds do not, and what Keras spells otherwise is spelled so.
import { describe, expect, it } from 'vitest'
import { inputLayer, kerasLayer } from '../../../../src/worker/export/keras/layer-config'

const normal = {
  class_name: 'VarianceScaling',
  config: { scale: 1, mode: 'fan_avg', distribution: 'normal', seed: 4050628367 },
}
const gru = {
  class_name: 'GRU',
  config: {
    ...{ name: 'gru', trainable: true, units: 4, activation: 'tanh', use_bias: false },
    ...{ recurrent_activation: 'sigmoid', reset_after: false, implementation: null },
    ...{ dropout: 0.1, recurrent_dropout: 0.2, return_sequences: true, go_backwards: true },
    ...{ kernel_initializer: normal, bias_constraint: null },
  },
}

describe('a layer', () => {
  it('has its options, dropout among them, and initializers without seeds', () => {
    expect(kerasLayer(gru, 'keras3')).toEqual({
      module: 'keras.layers',
      class_name: 'GRU',
      config: {
        ...{ name: 'gru', dtype: 'float32', units: 4, activation: 'tanh', use_bias: false },
        ...{ recurrent_activation: 'sigmoid', reset_after: false },
        ...{ dropout: 0.1, recurrent_dropout: 0.2, return_sequences: true, go_backwards: true },
        kernel_initializer: {
          module: 'keras.initializers',
          class_name: 'VarianceScaling',
          config: { scale: 1, mode: 'fan_avg', distribution: 'truncated_normal' },
          registered_name: null,
        },
      },
      registered_name: null,
    })
  })

  it('names modules in the older format only inside a wrapper', () => {
    const config = { name: 'both', trainable: true, merge_mode: 'mul', layer: gru }
    const both = kerasLayer({ class_name: 'Bidirectional', config }, 'legacy')
    expect(both).not.toHaveProperty('module')
    expect(both.config).toMatchObject({
      merge_mode: 'mul',
      layer: { module: 'keras.layers', class_name: 'GRU' },
    })
  })

  it('says that it is not trained where it is not, and nothing where it is', () => {
    const mask = { name: 'mask', input_dim: 5, output_dim: 1, trainable: false }
    expect(kerasLayer({ class_name: 'Embedding', config: mask }, 'keras3').config).toEqual({
      ...mask,
      dtype: 'float32',
    })
    const dropped = { name: 'drop', rate: 0.2, trainable: true, noise_shape: null, seed: null }
    // Keras's SpatialDropout1D takes no other options.
    expect(
      kerasLayer({ class_name: 'SpatialDropout1D', config: dropped }, 'keras3').config,
    ).toEqual({ name: 'drop', rate: 0.2, dtype: 'float32' })
  })

  it('has -1 for the side of a Reshape that follows from the others', () => {
    const config = { name: 'apart', target_shape: [null, 1, 8] }
    expect(kerasLayer({ class_name: 'Reshape', config }, 'keras3').config).toMatchObject({
      target_shape: [-1, 1, 8],
    })
  })

  it('reads whole numbers', () => {
    expect(inputLayer('ids', [null, 7], 'keras3').config).toMatchObject({
      ...{ batch_shape: [null, 7], dtype: 'int32' },
    })
    expect(inputLayer('ids', [null, 7], 'legacy').config).toMatchObject({
      batch_input_shape: [null, 7],
    })
  })
})
