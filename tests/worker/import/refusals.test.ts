// What the lab cannot express is refused in a sentence that names the layer and says why, and all of it at once.
import { describe, expect, it } from 'vitest'
import { refusalOf } from './importing'
import {
  converted,
  convertedLayers,
  convertedWeights,
  refusalOfChanged,
  saveJson,
  type JsonLayer,
  type ModelJson,
} from './tfjs-files'

type Change = (layers: JsonLayer[]) => void

const refusal = (layers: Change, json: (json: ModelJson) => void = () => {}): Promise<string> =>
  refusalOfChanged({ layers, json })

const named = (layers: JsonLayer[], name: string): JsonLayer => {
  const found = layers.find(({ config }) => config['name'] === name)
  if (!found) throw new Error(`no layer ${name}`)
  return found
}
const innerOf = (layer: JsonLayer): JsonLayer => layer.config['layer'] as JsonLayer // of a wrapper
const set =
  (name: string, options: Record<string, unknown>): Change =>
  (layers) =>
    void Object.assign(named(layers, name).config, options)
const setInner =
  (options: Record<string, unknown>): Change =>
  (layers) =>
    void Object.assign(innerOf(named(layers, 'bidirectional')).config, options)
const put =
  (at: number, className: string, config: Record<string, unknown> = {}): Change =>
  (layers) =>
    void layers.splice(at, 0, { class_name: className, config: { name: 'extra', ...config } })

const cases: readonly (readonly [what: string, change: Change, sentence: string])[] = [
  [
    'a convolution',
    put(2, 'Conv1D', { filters: 3 }),
    'layer "extra" (Conv1D): the lab has no Conv1D layer',
  ],
  [
    'masking',
    put(2, 'Masking', { mask_value: 0 }),
    'layer "extra" (Masking): the lab does not mask steps',
  ],
  ['attention', put(2, 'MultiHeadAttention'), 'layer "extra" (MultiHeadAttention): the lab has no'],
  [
    'code',
    put(2, 'Lambda', { function: 'x' }),
    'layer "extra" (Lambda): holds code, which is never run',
  ],
  [
    'an activation by itself',
    put(3, 'Activation', { activation: 'tanh' }),
    'layer "extra" (Activation): an activation is only taken over straight after a Dense',
  ],
  [
    'a masking embedding',
    set('embedding', { mask_zero: true }),
    'layer "embedding" (Embedding): masks padding (mask_zero)',
  ],
  [
    'a state that stays',
    set('lstm_1', { stateful: true }),
    'layer "lstm_1" (LSTM): keeps its state',
  ],
  [
    'a state as output',
    set('lstm_1', { return_state: true }),
    'layer "lstm_1" (LSTM): gives its state',
  ],
  [
    'steps first',
    setInner({ time_major: true }),
    'layer "lstm" (LSTM): takes the steps before the texts',
  ],
  [
    'an activation',
    set('dense', { activation: 'swish' }),
    'layer "dense" (Dense): its activation is swish',
  ],
  [
    'an activation as an object',
    set('lstm_1', {
      activation: { class_name: 'function', config: 'gelu', registered_name: 'gelu' },
    }),
    'layer "lstm_1" (LSTM): its activation is gelu',
  ],
  [
    'half precision',
    set('dense', { dtype: 'float16' }),
    'layer "dense" (Dense): computes in float16',
  ],
  [
    'a mixed policy',
    set('dense', { dtype: { class_name: 'Policy', config: { name: 'mixed_float16' } } }),
    'layer "dense" (Dense): computes in mixed_float16',
  ],
  [
    'directions apart',
    set('bidirectional', { merge_mode: null }),
    'layer "bidirectional" (Bidirectional): gives both directions apart',
  ],
  [
    'another backward layer',
    (layers) => {
      const { config } = named(layers, 'bidirectional')
      const forward = innerOf(named(layers, 'bidirectional'))
      config['backward_layer'] = {
        class_name: 'LSTM',
        config: { ...forward.config, go_backwards: true, activation: 'relu' },
      }
    },
    'layer "bidirectional" (Bidirectional): has a backward layer of its own',
  ],
  [
    'an unknown option',
    set('lstm_1', { projection_size: 3 }),
    'layer "lstm_1" (LSTM): its option projection_size is not known here',
  ],
  [
    'a noise shape',
    set('dropout', { noise_shape: [1] }),
    'layer "dropout" (Dropout): its option noise_shape',
  ],
  [
    'no units',
    set('lstm_1', { units: -3 }),
    'layer "lstm_1" (LSTM): its units is -3 where a whole number from 1',
  ],
  ['half a unit', set('lstm_1', { units: 1.5 }), 'its units is 1.5'],
  [
    'a rate of 1',
    set('dropout', { rate: 1 }),
    'layer "dropout" (Dropout): got 1; must be at most 0.95',
  ],
  ['no embedding', (layers) => void layers.splice(1, 1), 'takes something else than token ids'],
  [
    'vectors as input',
    (layers) => void Object.assign(layers[0].config, { batch_input_shape: [null, 6, 3] }),
    'takes the shape [null,6,3]',
  ],
]

describe('a model that the lab cannot express', () => {
  it.each(cases)('%s', async (_what, change, sentence) => {
    const message = await refusal(change)
    expect(message).toMatch(/^model-refused: model\.json cannot be imported: /)
    expect(message).toContain(sentence)
  })

  it('tells of a GRU whose reset gate works after the product', async () => {
    const message = await refusal((layers) => {
      layers[3] = { class_name: 'GRU', config: { name: 'gru', units: 2, reset_after: true } }
    })
    expect(message).toContain(
      'layer "gru" (GRU): its reset gate works after the matrix product (reset_after true)',
    )
    expect(message).toContain('train it with reset_after=False')
  })

  it('tells of an output that no task has', async () => {
    const layers = convertedLayers()
    set('dense', { activation: 'linear', units: 3 })(layers)
    const weights = [
      ...convertedWeights.slice(0, -2),
      ['dense/kernel', [2, 3]],
      ['dense/bias', [3]],
    ]
    const made = converted(layers, weights as unknown as typeof convertedWeights) // of other sizes
    const message = await refusalOf(await saveJson(made.json, made.weights))
    expect(message).toBe(
      'model-refused: model.json cannot be imported: layer "dense" (Dense): gives 3 numbers without an activation (logits), and the lab\'s last layer gives probabilities; put softmax or sigmoid into it.',
    )
    set('dense', { activation: 'relu' })(layers)
    const other = converted(layers, weights as unknown as typeof convertedWeights) // of other sizes
    expect(await refusalOf(await saveJson(other.json, other.weights))).toBe(
      'model-refused: model.json cannot be imported: layer "dense" (Dense): sparseCategoricalCrossentropy needs activation "softmax", got "relu".',
    )
  })

  it('names everything at once', async () => {
    const message = await refusal((layers) => {
      set('embedding', { mask_zero: true })(layers)
      set('lstm_1', { stateful: true, activation: 'gelu' })(layers)
      put(4, 'Conv1D')(layers)
    })
    for (const part of ['mask_zero', 'keeps its state', 'gelu', 'Conv1D'])
      expect(message).toContain(part)
  })

  it('takes no part of a graph', async () => {
    const message = await refusal(
      () => {},
      (json) => {
        json.modelTopology = graph([
          ['ids', 'InputLayer', { batch_input_shape: [null, 6] }, []],
          ['embedding', 'Embedding', { input_dim: 9, output_dim: 3 }, ['ids']],
          ['left', 'LSTM', { units: 2, recurrent_activation: 'sigmoid' }, ['embedding']],
          ['right', 'LSTM', { units: 2, recurrent_activation: 'sigmoid' }, ['embedding']],
          ['joined', 'Concatenate', { axis: -1 }, ['left', 'right']],
          ['dense', 'Dense', { units: 1, activation: 'sigmoid' }, ['joined']],
        ])
      },
    )
    expect(message).toContain('layer "embedding": its output goes to "left" and "right"')
  })

  it('takes neither several outputs nor several inputs', async () => {
    const layers: Placed[] = [
      ['ids', 'InputLayer', { batch_input_shape: [null, 6] }, []],
      ['embedding', 'Embedding', { input_dim: 9, output_dim: 3 }, ['ids']],
      ['lstm', 'LSTM', { units: 2 }, ['embedding']],
      ['dense', 'Dense', { units: 1, activation: 'sigmoid' }, ['lstm']],
    ]
    const two = (ends: readonly string[], begins: readonly string[] = ['ids']) =>
      refusal(
        () => {},
        (json) => void (json.modelTopology = graph(layers, begins, ends)),
      )
    expect(await two(['dense', 'lstm'])).toContain('the model has 2 outputs')
    expect(await two(['dense'], ['ids', 'ids', 'ids'])).toContain('the model has 3 inputs')
    expect(await two(['lstm'])).toContain(
      'layer "lstm": gives the model\'s output, but does not stand at the end',
    )
  })

  it('takes neither a graph model nor quantized weights', async () => {
    const asGraph = await refusal(
      () => {},
      (json) => void (json.format = 'graph-model'),
    )
    expect(asGraph).toContain('model-refused')
    expect(asGraph).toContain('--output_format=tfjs_layers_model')
    const quantized = await refusal(
      () => {},
      (json) =>
        void (json.weightsManifest[0].weights[3].quantization = {
          dtype: 'uint8',
          min: 0,
          scale: 1,
        }),
    )
    expect(quantized).toContain(
      '"bidirectional/forward_lstm/lstm_cell_1/bias" is stored as fewer bits (quantized)',
    )
    const halves = await refusal(
      () => {},
      (json) => void (json.weightsManifest[0].weights[0].dtype = 'int32'),
    )
    expect(halves).toContain('"embedding/embeddings" is stored as int32')
  })
})

type Placed = readonly [name: string, type: string, config: object, inputs: readonly string[]]

function graph(
  layers: readonly Placed[],
  begins: readonly string[] = ['ids'],
  ends: readonly string[] = ['dense'],
): Record<string, unknown> {
  const end = (name: string) => [name, 0, 0]
  return {
    class_name: 'Functional',
    config: {
      name: 'model',
      layers: layers.map(([name, className, config, inputs]) => ({
        ...{ name, class_name: className, config: { name, ...config } },
        inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
      })),
      input_layers: begins.map(end),
      output_layers: ends.map(end),
    },
  }
}
