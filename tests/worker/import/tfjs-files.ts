// Writes models in tfjs's Layers format as other programs do: changed, in shards, or as the converter from Keras has them.
import type { LayersModel } from '@tensorflow/tfjs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modelFiles, modelJson } from '../../../src/worker/model/save'
import { folderForTest, refusalOf } from './importing'

export interface JsonLayer {
  class_name: string
  name?: string
  config: Record<string, unknown>
  inbound_nodes?: unknown
}

/** As much of model.json as tests change. */
export interface ModelJson {
  format?: string
  modelTopology: Record<string, unknown>
  weightsManifest: {
    paths: string[]
    weights: { name: string; shape: number[]; dtype: string; quantization?: object }[]
  }[]
}

/** A new folder that holds model.json and weights. */
export async function saveJson(json: unknown, weights: Uint8Array, shards = 1): Promise<string> {
  const folder = await folderForTest()
  const size = Math.ceil(weights.length / shards)
  const names = Array.from(
    { length: shards },
    (_, index) => `group1-shard${index + 1}of${shards}.bin`,
  )
  for (const [index, name] of names.entries())
    await writeFile(join(folder, name), weights.subarray(index * size, (index + 1) * size))
  await writeFile(
    join(folder, 'model.json'),
    typeof json === 'string' ? json : JSON.stringify(json),
  )
  return folder
}

/** The model as tfjs saves it. */
export async function saveModel(
  model: LayersModel,
  change: (json: ModelJson) => void = () => {},
  shards = 1,
): Promise<string> {
  const files = await modelFiles(model)
  const json = structuredClone(modelJson(files, 'weights.bin')) as ModelJson // as modelJson makes it
  json.weightsManifest[0].paths = Array.from(
    { length: shards },
    (_, index) => `group1-shard${index + 1}of${shards}.bin`,
  )
  change(json)
  return saveJson(json, files.weights, shards)
}

/** A Sequential as tensorflowjs_converter writes one of Keras 2, whose weights are all the same small number. */
export function converted(
  layers: readonly JsonLayer[],
  weights: readonly (readonly [name: string, shape: readonly number[]])[],
): { json: ModelJson; weights: Uint8Array } {
  const count = weights.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0)
  const numbers = Float32Array.from({ length: count }, (_, index) => Math.sin(index) / 2)
  const json: ModelJson = {
    format: 'layers-model',
    modelTopology: {
      keras_version: '2.11.0',
      backend: 'tensorflow',
      model_config: { class_name: 'Sequential', config: { name: 'sequential', layers } },
      training_config: { loss: 'binary_crossentropy', metrics: ['accuracy'] },
    },
    weightsManifest: [
      {
        paths: ['group1-shard1of1.bin'],
        weights: weights.map(([name, shape]) => ({ name, shape: [...shape], dtype: 'float32' })),
      },
    ],
  }
  return { json, weights: new Uint8Array(numbers.buffer) }
}

/** The layers of Keras's own example for IMDB, as the converter writes them. */
export const convertedLayers: () => JsonLayer[] = () => [
  {
    class_name: 'InputLayer',
    config: {
      batch_input_shape: [null, 6],
      dtype: 'float32',
      sparse: false,
      ragged: false,
      name: 'embedding_input',
    },
  },
  {
    class_name: 'Embedding',
    config: {
      ...{ name: 'embedding', trainable: true, batch_input_shape: [null, 6], dtype: 'float32' },
      ...{ input_dim: 9, output_dim: 3, input_length: 6, mask_zero: false },
      embeddings_initializer: {
        class_name: 'RandomUniform',
        config: { minval: -0.05, maxval: 0.05, seed: null },
      },
      ...{ embeddings_regularizer: null, activity_regularizer: null, embeddings_constraint: null },
    },
  },
  {
    class_name: 'Bidirectional',
    config: {
      ...{ name: 'bidirectional', trainable: true, dtype: 'float32', merge_mode: 'concat' },
      layer: {
        class_name: 'LSTM',
        config: {
          ...{
            name: 'lstm',
            trainable: true,
            dtype: 'float32',
            return_sequences: true,
            return_state: false,
          },
          ...{ go_backwards: false, stateful: false, unroll: false, time_major: false, units: 2 },
          ...{
            activation: 'tanh',
            recurrent_activation: 'sigmoid',
            use_bias: true,
            implementation: 2,
          },
          kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
          recurrent_initializer: { class_name: 'Orthogonal', config: { gain: 1, seed: null } },
          bias_initializer: { class_name: 'Zeros', config: {} },
          ...{ unit_forget_bias: true, dropout: 0.1, recurrent_dropout: 0 },
          ...{ kernel_regularizer: null, recurrent_regularizer: null, bias_regularizer: null },
          ...{ activity_regularizer: null, kernel_constraint: null, recurrent_constraint: null },
          bias_constraint: null,
        },
      },
    },
  },
  {
    class_name: 'LSTM',
    config: {
      name: 'lstm_1',
      dtype: 'float32',
      units: 2,
      activation: 'tanh',
      recurrent_activation: 'sigmoid',
      use_bias: true,
    },
  },
  {
    class_name: 'Dropout',
    config: {
      name: 'dropout',
      trainable: true,
      dtype: 'float32',
      rate: 0.5,
      noise_shape: null,
      seed: null,
    },
  },
  {
    class_name: 'Dense',
    config: {
      name: 'dense',
      trainable: true,
      dtype: 'float32',
      units: 1,
      activation: 'sigmoid',
      use_bias: true,
    },
  },
]

/** Named as the converter names them. */
export const convertedWeights = [
  ['embedding/embeddings', [9, 3]],
  ['bidirectional/forward_lstm/lstm_cell_1/kernel', [3, 8]],
  ['bidirectional/forward_lstm/lstm_cell_1/recurrent_kernel', [2, 8]],
  ['bidirectional/forward_lstm/lstm_cell_1/bias', [8]],
  ['bidirectional/backward_lstm/lstm_cell_2/kernel', [3, 8]],
  ['bidirectional/backward_lstm/lstm_cell_2/recurrent_kernel', [2, 8]],
  ['bidirectional/backward_lstm/lstm_cell_2/bias', [8]],
  ['lstm_1/lstm_cell_3/kernel', [4, 8]],
  ['lstm_1/lstm_cell_3/recurrent_kernel', [2, 8]],
  ['lstm_1/lstm_cell_3/bias', [8]],
  ['dense/kernel', [2, 1]],
  ['dense/bias', [1]],
] as const

export interface Changes {
  /** Of the layers, before the JSON is made of them. */
  readonly layers?: (layers: JsonLayer[]) => void
  /** Of the JSON, which has the layers too. */
  readonly json?: (json: ModelJson, layers: JsonLayer[]) => void
  readonly weights?: (bytes: Uint8Array) => Uint8Array
}

/** What the import says to Keras's example for IMDB once it was changed. */
export async function refusalOfChanged({ layers, json, weights }: Changes): Promise<string> {
  const all = convertedLayers()
  layers?.(all)
  const made = converted(all, convertedWeights)
  json?.(made.json, all)
  return refusalOf(await saveJson(made.json, weights ? weights(made.weights) : made.weights))
}
