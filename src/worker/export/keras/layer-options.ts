// The layers that Keras and the lab have in common, each with every option that says what it computes, as Keras spells them.

const recurrent = [
  ...['units', 'activation', 'use_bias'],
  ...['kernel_initializer', 'recurrent_initializer', 'bias_initializer'],
  ...['dropout', 'recurrent_dropout'],
  ...['return_sequences', 'return_state', 'go_backwards', 'stateful', 'unroll'],
]

/** By the layer's kind; all of them have a name besides, and most trainable. https://keras.io/api/layers/ */
export const layerOptions: Readonly<Record<string, readonly string[]>> = {
  Embedding: ['input_dim', 'output_dim', 'embeddings_initializer'],
  SimpleRNN: recurrent,
  LSTM: [...recurrent, 'recurrent_activation', 'unit_forget_bias'],
  GRU: [...recurrent, 'recurrent_activation', 'reset_after'],
  Bidirectional: ['layer', 'merge_mode'],
  TimeDistributed: ['layer'],
  Dense: ['units', 'activation', 'use_bias', 'kernel_initializer', 'bias_initializer'],
  Dropout: ['rate'],
  SpatialDropout1D: ['rate'],
  LayerNormalization: ['axis', 'epsilon', 'center', 'scale'],
  Flatten: [],
  GlobalMaxPooling1D: [],
  GlobalAveragePooling1D: [],
  Concatenate: ['axis'],
  Add: [],
  Dot: ['axes', 'normalize'],
  Activation: ['activation'],
  Permute: ['dims'],
  Reshape: ['target_shape'],
}
