// What a Keras file means is checked: what Keras computes otherwise than the lab, code, and descriptions that do not fit are refused.
import { describe, expect, it } from 'vitest'
import { zipFiles } from '../../../../src/files/zip'
import { writeHdf5 } from '../../../../src/worker/hdf5/write-hdf5'
import { readKerasModel } from '../../../../src/worker/import/keras/read-keras-model'
import {
  archive,
  array,
  embedding,
  embeddingWeights,
  inside,
  layer,
  sequential,
  vars,
} from './made'

const lstmWeights = { lstm: inside('cell/vars', vars(array(3, 8), array(2, 8), array(8))) }
const lstm = (config: object): object => layer('LSTM', { units: 2, ...config })
const tensor = (name: string, node = 0): object => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, null, 3], dtype: 'float32', keras_history: [name, node, 0] },
})
const call = (...tensors: object[]): object => ({ args: tensors, kwargs: {} })
const placed = (value: object, name: string, ...calls: object[]): object => ({
  ...value,
  name,
  inbound_nodes: calls,
})
const input = placed(layer('InputLayer', { batch_shape: [null, 4], name: 'ids' }), 'ids')
const functional = (...layers: object[]): object => ({
  module: 'keras.src.models.functional',
  class_name: 'Functional',
  config: {
    name: 'graph',
    layers: [input, ...layers],
    input_layers: ['ids', 0, 0],
    output_layers: ['add', 0, 0],
  },
  registered_name: 'Functional',
})

describe('what the lab cannot express', () => {
  const cases: readonly (readonly [what: string, description: object, says: string])[] = [
    [
      "Keras 3's hard_sigmoid",
      sequential(embedding, lstm({ recurrent_activation: 'hard_sigmoid' })),
      'layer "lstm" (LSTM): has hard_sigmoid as its recurrent_activation, which Keras 3 computes otherwise',
    ],
    [
      'padding that is masked',
      sequential(layer('Embedding', { input_dim: 5, output_dim: 3, mask_zero: true })),
      'layer "embedding" (Embedding): masks padding (mask_zero)',
    ],
    [
      'other numbers',
      sequential(
        embedding,
        lstm({ dtype: { class_name: 'DTypePolicy', config: { name: 'mixed_float16' } } }),
      ),
      'layer "lstm" (LSTM): computes with other numbers',
    ],
    [
      'quantized weights',
      sequential(layer('Embedding', { input_dim: 5, output_dim: 3, quantization_config: {} })),
      'layer "embedding" (Embedding): has the option quantization_config',
    ],
    [
      'a layer that the lab lacks',
      sequential(embedding, layer('Conv1D', { filters: 3 })),
      'layer "conv1d" (Conv1D): the lab has no Conv1D layer',
    ],
    [
      'code in a Lambda',
      sequential(embedding, layer('Lambda', { function: { class_name: '__lambda__' } })),
      'layer "lambda" (Lambda): holds code, which is never run',
    ],
    [
      "somebody's own layer",
      sequential(embedding, layer('LSTM', { units: 2 }, { module: 'my_layers' })),
      'layer "lstm" is a "LSTM" of somebody\'s own code',
    ],
    [
      "somebody's own layer under a registered name",
      sequential(embedding, layer('LSTM', {}, { registered_name: 'Custom>LSTM' })),
      "somebody's own code",
    ],
    [
      "somebody's own activation",
      sequential(
        embedding,
        lstm({ activation: { module: 'mine', class_name: 'function', config: 'tanh' } }),
      ),
      "somebody's own code",
    ],
    [
      'a model inside the model',
      sequential(embedding, layer('Sequential', { layers: [] })),
      'layer "sequential" (Sequential): the lab has no Sequential layer',
    ],
    [
      "somebody's own model",
      { module: 'mine', class_name: 'MyModel', config: {}, registered_name: 'mine>MyModel' },
      'the model is a "MyModel" of somebody\'s own code',
    ],
    [
      'another kind of model',
      { module: 'keras', class_name: 'Thing', config: { layers: [embedding] } },
      'it is a "Thing", neither Sequential nor Functional',
    ],
    [
      'two different directions',
      sequential(
        embedding,
        layer('Bidirectional', {
          layer: layer('LSTM', { units: 2 }),
          backward_layer: layer('LSTM', { units: 3, go_backwards: true }),
        }),
      ),
      'has different layers for the two directions',
    ],
    [
      'channels first',
      sequential(embedding, layer('GlobalMaxPooling1D', { data_format: 'channels_first' })),
      'has the option data_format',
    ],
    [
      'a shared layer',
      functional(
        placed(embedding, 'embedding', call(tensor('ids'))),
        placed(
          layer('Add', { name: 'add' }),
          'add',
          call(tensor('embedding')),
          call(tensor('embedding')),
        ),
      ),
      'layer "add" (Add): is shared',
    ],
    [
      'a mask that is passed on',
      functional(
        placed(embedding, 'embedding', call(tensor('ids'))),
        placed(layer('Add', { name: 'add' }), 'add', {
          args: [[tensor('embedding'), tensor('embedding')]],
          kwargs: { mask: tensor('ids') },
        }),
      ),
      'layer "add" (Add): is called with "mask"',
    ],
  ]

  it.each(cases)('%s is refused', async (_what, description, says) => {
    const bytes = await archive(description, { ...embeddingWeights, ...lstmWeights })
    const read = await readKerasModel(bytes, 'there.keras')
    expect(read).toMatchObject({ ok: false, code: 'model-refused' })
    if (read.ok) return
    expect(read.message).toContain(says)
    expect(read.message).toMatch(/^there\.keras cannot be imported: /)
  })
})

describe('a file with several obstacles', () => {
  const obstacles = [
    layer('Embedding', { input_dim: 5, output_dim: 3, mask_zero: true }),
    layer('Conv1D', { filters: 3 }),
    layer('GRU', { units: 2, reset_after: true, recurrent_activation: 'hard_sigmoid' }),
    layer('LSTM', { units: 2 }, { module: 'mine' }),
    layer('Dense', { units: 2, activation: 'gelu' }),
  ]
  const reasons = [
    'layer "embedding" (Embedding): masks padding (mask_zero)',
    'layer "conv1d" (Conv1D): the lab has no Conv1D layer',
    'layer "gru" (GRU): has hard_sigmoid as its recurrent_activation',
    'layer "lstm" is a "LSTM" of somebody\'s own code',
    'layer "gru" (GRU): its reset gate works after the matrix product (reset_after true)',
    'layer "dense" (Dense): its activation is gelu',
  ]
  const legacy = (description: object): Promise<Uint8Array> =>
    writeHdf5({
      attributes: { model_config: JSON.stringify(description), keras_version: '3.15.1' },
    })
  const messageOf = async (bytes: Uint8Array): Promise<string> => {
    const read = await readKerasModel(bytes, 'there.keras')
    return read.ok ? 'read' : `${read.code}: ${read.message}`
  }
  const clauses = (message: string): string[] =>
    message.replace('model-refused: there.keras cannot be imported: ', '').split('; layer')

  it.each([
    ['.keras', (description: object) => archive(description, {})],
    ['.h5', legacy],
  ])('%s is refused with each of them once', async (_kind, made) => {
    const message = await messageOf(await made(sequential(...obstacles)))
    expect(message).toMatch(/^model-refused: there\.keras cannot be imported: layer "embedding"/)
    for (const reason of reasons) expect(message).toContain(reason)
    expect(clauses(message)).toHaveLength(reasons.length)
  })

  it('a graph is refused with all of them too', async () => {
    const names = ['embedding', 'conv1d', 'gru', 'lstm', 'dense']
    const described = functional(
      ...obstacles.map((one, index) =>
        placed(one, names[index], call(tensor(index === 0 ? 'ids' : names[index - 1]))),
      ),
    )
    Object.assign(described, {
      config: { ...(described as { config: object }).config, output_layers: ['dense', 0, 0] }, // as made above
    })
    const message = await messageOf(await archive(described, {}))
    for (const reason of reasons) expect(message).toContain(reason)
    expect(clauses(message)).toHaveLength(reasons.length)
  })

  it('a graph that cannot be put together is refused with what its layers say', async () => {
    const add = layer('Add', { name: 'add' })
    const described = functional(
      placed(obstacles[0], 'embedding', call(tensor('ids'))),
      placed(add, 'add', call(tensor('embedding')), call(tensor('embedding'))),
    )
    const message = await messageOf(await archive(described, {}))
    expect(message).toContain('(mask_zero)')
    expect(message).toContain('layer "add" (Add): is shared')
  })

  it('what is broken counts more than what is refused', async () => {
    const described = sequential(...obstacles, { class_name: 'Dense' })
    expect(await messageOf(await archive(described, {}))).toMatch(/^run-unreadable: /)
  })
})

describe('what does not hold together', () => {
  const cases: readonly (readonly [what: string, description: unknown, says: string])[] = [
    ['no model', [1, 2], 'the model has no class_name'],
    ['no layers', { class_name: 'Sequential', config: {} }, 'no list of layers'],
    [
      'a size beyond all memory',
      sequential(layer('Embedding', { input_dim: 5, output_dim: 1e9 })),
      'output_dim of layer "embedding" is no size',
    ],
    [
      'sizes that are not those of the weights',
      sequential(layer('Embedding', { input_dim: 5_000_000, output_dim: 5000 })),
      'the weight "embedding/embeddings" is [5, 3], where the description asks for [5000000, 5000]',
    ],
    [
      'a flattened sequence beyond all memory',
      {
        class_name: 'Sequential',
        config: {
          layers: [
            layer('InputLayer', { batch_shape: [null, 900_000] }),
            embedding,
            layer('Flatten', {}),
            layer('Dense', { units: 9_000_000 }),
          ],
        },
      },
      'layer "dense" has 0 weights in the file',
    ],
    ['weights that are missing', sequential(embedding, layer('Dense', { units: 2 })), '0 weights'],
    [
      'a layer that reads a row where it needs a sequence',
      sequential(embedding, lstm({}), lstm({ name: 'again' })),
      'layer "again" reads no sequence',
    ],
    ['two layers of one name', sequential(embedding, embedding), 'two layers are called'],
    [
      'a circle of layers',
      functional(
        placed(embedding, 'embedding', call(tensor('add'))),
        placed(layer('Add', { name: 'add' }), 'add', call(tensor('embedding'))),
      ),
      'reads from a layer that is not there, or from itself',
    ],
    [
      'a shape that is none',
      {
        class_name: 'Sequential',
        config: { layers: [layer('InputLayer', { batch_shape: [null, -4] }), embedding] },
      },
      'the shape of its input is none',
    ],
  ]

  it.each(cases)('%s', async (_what, description, says) => {
    const bytes = await archive(description, { ...embeddingWeights, ...lstmWeights })
    const read = await readKerasModel(bytes, 'there.keras')
    expect(read).toMatchObject({ ok: false, code: 'run-unreadable' })
    if (!read.ok) expect(read.message).toContain(says)
  })

  it('a description that is nested without end', async () => {
    const config = new TextEncoder().encode('['.repeat(2_000_000))
    const hdf5 = await writeHdf5({})
    const bytes = await zipFiles([
      ['config.json', config],
      ['model.weights.h5', hdf5],
    ])
    expect(await readKerasModel(bytes, 'a.keras')).toMatchObject({ code: 'run-unreadable' })
    const text = '{"class_name":"Sequential","config":'.repeat(20_000)
    const h5 = await writeHdf5({ attributes: { model_config: text } })
    expect(await readKerasModel(h5, 'a.h5')).toMatchObject({ code: 'run-unreadable' })
  })

  it.each(['TimeDistributed', 'Bidirectional'])(
    'a %s within another, which would be gone through twice at each level',
    async (type) => {
      const other = layer('LSTM', { units: 2 })
      let inner: object = other
      for (let depth = 0; depth < 500; depth++)
        inner = layer(type, { layer: inner, backward_layer: other })
      const bytes = await archive(sequential(embedding, inner), embeddingWeights)
      const read = await readKerasModel(bytes, 'a.keras')
      expect(read).toMatchObject({ ok: false, code: 'model-refused' })
      if (!read.ok) expect(read.message).toContain('holds another wrapper')
    },
  )

  it('files that are no Keras files', async () => {
    for (const bytes of [new Uint8Array(), Buffer.from('text'), await zipFiles([])])
      expect(await readKerasModel(bytes, 'a.keras')).toMatchObject({ code: 'run-unreadable' })
    const weights = await readKerasModel(await writeHdf5({ groups: { lstm: {} } }), 'a.h5')
    expect(weights).toMatchObject({ code: 'run-unreadable' })
    if (!weights.ok) expect(weights.message).toContain('save it with model.save')
  })
})

describe('what is taken over', () => {
  const topologyOf = async (description: object, weights = {}, version?: string) => {
    const bytes = await archive(
      description,
      { ...embeddingWeights, ...lstmWeights, ...weights },
      version,
    )
    const read = await readKerasModel(bytes, 'there.keras')
    if (!read.ok) throw new Error(read.message)
    return read.value
  }

  it('hard_sigmoid of Keras 2, which is that of the lab', async () => {
    const description = sequential(embedding, lstm({ recurrent_activation: 'hard_sigmoid' }))
    const { topology } = await topologyOf(description, {}, '2.15.0')
    expect(topology).toMatchObject({
      config: { layers: [{}, { config: { recurrent_activation: 'hardSigmoid' } }] },
    })
  })

  it('a regularizer with a note, since it matters in training alone', async () => {
    const description = sequential(embedding, lstm({ kernel_regularizer: { class_name: 'L2' } }))
    const { notes, topology } = await topologyOf(description)
    expect(notes).toEqual([
      expect.stringContaining('kernel_regularizer of layer "lstm" is left out'),
    ])
    expect(JSON.stringify(topology)).not.toContain('regularizer')
  })

  it('reset_after as it is, for whoever knows what to say of it', async () => {
    const gru = layer('GRU', { units: 2, reset_after: true })
    const weights = { gru: inside('cell/vars', vars(array(3, 6), array(2, 6), array(2, 6))) }
    const { topology, weightSpecs } = await topologyOf(sequential(embedding, gru), weights)
    expect(topology).toMatchObject({ config: { layers: [{}, { config: { reset_after: true } }] } })
    expect(weightSpecs.at(-1)).toEqual({ name: 'gru/bias', shape: [2, 6], dtype: 'float32' })
  })

  it.each<[what: string, loss: unknown, name: string | null]>([
    ['a name', 'mae', 'mae'],
    [
      'an object',
      { module: 'keras.losses', class_name: 'MeanAbsoluteError', config: {} },
      'MeanAbsoluteError',
    ],
    [
      'a function',
      { class_name: 'function', config: 'mean_absolute_error' },
      'mean_absolute_error',
    ],
    ['nothing', null, null],
    ['a list', ['mae'], null],
  ])('the loss that it was compiled with, given as %s', async (_what, loss, name) => {
    const compiled = { loss, optimizer: 'adam' }
    const training = name === null ? undefined : { loss: name }
    const newer = { ...sequential(embedding), compile_config: compiled }
    const { topology } = await topologyOf(newer)
    expect((topology as { training_config?: unknown }).training_config).toEqual(training) // looked for
    const attributes = {
      model_config: JSON.stringify(sequential(embedding)),
      training_config: JSON.stringify(compiled),
    }
    const weights = { attributes: { weight_names: ['w'] }, arrays: { w: array(5, 3) } }
    const groups = { model_weights: { groups: { embedding: weights } } }
    const older = await readKerasModel(await writeHdf5({ attributes, groups }), 'there.h5')
    if (!older.ok) throw new Error(older.message)
    expect((older.value.topology as { training_config?: unknown }).training_config).toEqual(
      training, // looked for
    )
  })

  it("tf.keras's own names of places", async () => {
    const arrays = { _layer_checkpoint_dependencies: { groups: embeddingWeights } }
    const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
    const bytes = await zipFiles([
      ['metadata.json', text({ keras_version: '2.13.1' })],
      ['config.json', text(sequential(embedding))],
      ['model.weights.h5', await writeHdf5({ groups: arrays })],
    ])
    const read = await readKerasModel(bytes, 'older.keras')
    expect(read).toMatchObject({
      ok: true,
      value: { weightSpecs: [{ name: 'embedding/embeddings', shape: [5, 3] }] },
    })
  })

  it('the weights to the bit', async () => {
    const { weights } = await topologyOf(sequential(embedding, lstm({})))
    const expected = [array(5, 3), array(3, 8), array(2, 8), array(8)].map(({ values }) =>
      Buffer.from(values.buffer),
    )
    expect(Buffer.compare(weights, Buffer.concat(expected))).toBe(0)
  })
})
