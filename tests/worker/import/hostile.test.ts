// Files that were made to do harm, or broken on the way: a refusal, and nothing allocated, run or read outside.
import { execFileSync } from 'node:child_process'
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { folderForTest, importFrom, refusalOf } from './importing'
import {
  converted,
  convertedLayers,
  convertedWeights,
  refusalOfChanged,
  saveJson,
  type JsonLayer,
  type ModelJson,
} from './tfjs-files'

const refusal = (
  json: (json: ModelJson, layers: JsonLayer[]) => void,
  weights?: (bytes: Uint8Array) => Uint8Array,
): Promise<string> => refusalOfChanged({ json, ...(weights && { weights }) })

const unchanged = (): void => {}
const manifest = (json: ModelJson): ModelJson['weightsManifest'][number] => json.weightsManifest[0]
const raw = async (text: string): Promise<string> =>
  refusalOf(await saveJson(text, new Uint8Array()))

describe('JSON', () => {
  it.each([
    ['text that is none', '{"modelTopology": {', 'it is not JSON'],
    ['no object', '[1, 2]', 'it is no model of TensorFlow.js (model.json) and none of Keras'],
    ['another thing', '{"a": 1}', 'it is no model of TensorFlow.js (modelTopology'],
    [
      'lists without end',
      `{"modelTopology": ${'['.repeat(200_000)}`,
      'its JSON is nested too deeply',
    ],
    ['objects without end', '{"a":'.repeat(200_000), 'its JSON is nested too deeply'],
    [
      'a key that reaches the prototype',
      '{"modelTopology": {"__proto__": {"class_name": "Sequential"}}, "weightsManifest": []}',
      'it has a key "__proto__"',
    ],
    ['a topology alone', '{"class_name": "Sequential", "config": {}}', 'names no weights'],
  ])('of %s', async (_what, text, sentence) => {
    const message = await raw(text)
    expect(message).toMatch(/^run-unreadable: /)
    expect(message).toContain(sentence)
  })

  it('with constructor among a layer’s options changes no object', async () => {
    const message = await refusal((_json, layers) => {
      layers[1].config['constructor'] = { prototype: { polluted: true } }
    })
    expect(message).toContain('it has a key "constructor"')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('that begins with brackets in a text is read', async () => {
    const message = await refusal((json) => {
      json.modelTopology['note'] = '[{"\\'.repeat(100)
      manifest(json).weights[0].shape = [1]
    })
    expect(message).toContain('bytes where')
  })
})

describe('sizes', () => {
  it('without the weights for them are refused before anything is made of them', async () => {
    const message = await refusal((_json, layers) => {
      layers[1].config['input_dim'] = 1_000_000
      layers[1].config['output_dim'] = 1_000_000
    })
    expect(message).toMatch(/it has [\d,]+ parameters, and the lab takes 250,000,000 at most/)
  })

  it.each<[string, (json: ModelJson, layers: JsonLayer[]) => void, string]>([
    [
      'a width that is none',
      (_json, layers) => void (layers[1].config['output_dim'] = 1e300),
      'output_dim is 1e+300',
    ],
    [
      'a negative length',
      (_json, layers) => void (layers[0].config['batch_input_shape'] = [null, -6]),
      'takes -6 steps',
    ],
    [
      'a length without end',
      (_json, layers) => void (layers[0].config['batch_input_shape'] = [null, 1e9]),
      'takes 1000000000 steps',
    ],
    [
      'other sizes than the weights',
      (_json, layers) => void (layers[3].config['units'] = 3),
      'weights where its layers need',
    ],
    [
      'a negative shape',
      (json) => void (manifest(json).weights[0].shape = [-9, -3]),
      'weightsManifest.0.weights.0.shape.0',
    ],
    [
      'a shape of fractions',
      (json) => void (manifest(json).weights[0].shape = [4.5, 6]),
      'weightsManifest.0.weights.0.shape.0',
    ],
    [
      'swapped axes',
      (json) => void (manifest(json).weights[0].shape = [3, 9]),
      'layer "embedding" needs a weight of the shape [9, 3]',
    ],
    [
      'a weight of another name',
      (json) => void (manifest(json).weights[0].name = 'something/embeddings'),
      'something/embeddings',
    ],
    [
      'a weight twice',
      (json) => void (manifest(json).weights[1].name = 'embedding/embeddings'),
      'it names a weight twice',
    ],
    [
      'more steps than can be tried',
      (_json, layers) => {
        layers[0].config['batch_input_shape'] = [null, 20_000]
        for (let index = 0; index < 9; index++)
          layers.splice(3, 0, {
            class_name: 'LSTM',
            config: { name: `l${index}`, units: 1, return_sequences: true },
          })
      },
      'go through 240,000 steps for a text, and the lab takes 60,000 at most',
    ],
    [
      '600 layers',
      (_json, layers) => {
        for (let index = 0; index < 600; index++)
          layers.push({ class_name: 'Dropout', config: { name: `d${index}`, rate: 0.1 } })
      },
      'it has 606 layers, and the lab takes 512 at most',
    ],
    ['no layers', (_json, layers) => void layers.splice(0), 'its model has no layers'],
    [
      'two layers of a name',
      (_json, layers) => void (layers[3].config['name'] = 'dense'),
      'two layers are called "dense"',
    ],
  ])('of %s', async (_what, change, sentence) => {
    expect(await refusal(change)).toContain(sentence)
  })
})

describe('weights', () => {
  it.each<[string, (json: ModelJson) => void, string]>([
    [
      'outside of the folder',
      (json) => void (manifest(json).paths = ['../secret.bin']),
      'weightsManifest.0.paths.0',
    ],
    [
      'at an absolute path',
      (json) => void (manifest(json).paths = ['/etc/hostname']),
      'weightsManifest.0.paths.0',
    ],
    [
      'in a hidden file',
      (json) => void (manifest(json).paths = ['.ssh']),
      'weightsManifest.0.paths.0',
    ],
    [
      'in a file that is not there',
      (json) => void (manifest(json).paths = ['gone.bin']),
      'gone.bin cannot be read: it is not there',
    ],
    ['in no file', (json) => void (manifest(json).paths = []), 'its weights have 0 bytes where'],
  ])('%s are refused', async (_what, change, sentence) => {
    const message = await refusal(change)
    expect(message).toMatch(/^run-unreadable: /)
    expect(message).toContain(sentence)
  })

  it('that are cut short or too long are refused', async () => {
    expect(await refusal(unchanged, (bytes) => bytes.subarray(0, -4))).toContain('bytes where')
    expect(await refusal(unchanged, (bytes) => Buffer.concat([bytes, Buffer.alloc(4)]))).toContain(
      'bytes where',
    )
  })

  it.each([NaN, Infinity])('that hold %d are refused', async (value) => {
    const message = await refusal(unchanged, (bytes) => {
      new DataView(bytes.buffer).setFloat32(40, value, true)
      return bytes
    })
    expect(message).toContain('the weights of layer "embedding" hold something else than numbers')
  })

  it('of other names leave nothing in memory', async () => {
    await startBackend()
    const tensors = tf.memory().numTensors
    const message = await refusal((json) => void (manifest(json).weights[4].name = 'lstm/kernel'))
    expect(message).toContain('TensorFlow.js cannot load it')
    expect(tf.memory().numTensors).toBe(tensors)
  })

  it('that are a folder, or no file that ends, are refused', async () => {
    const { json, weights } = converted(convertedLayers(), convertedWeights)
    json.weightsManifest[0].paths = ['folder']
    const folder = await saveJson(json, weights)
    await mkdir(join(folder, 'folder'))
    expect(await refusalOf(folder)).toContain('folder cannot be read: it is no file')
    if (process.platform === 'win32') return
    await rm(join(folder, 'folder'), { recursive: true })
    execFileSync('mkfifo', [join(folder, 'folder')])
    expect(await refusalOf(folder)).toContain('it is no file')
  })

  it('in a file larger than any model are not read', async () => {
    const { json, weights } = converted(convertedLayers(), convertedWeights)
    const folder = await saveJson(json, weights)
    // Sparse: takes no room.
    await truncate(join(folder, 'group1-shard1of1.bin'), 2 ** 32)
    expect(await refusalOf(folder)).toContain('has 4,294,967,296 bytes, and at most')
  })
})

describe('graphs', () => {
  const layer = (name: string, type: string, inputs: unknown, config: object = {}) => ({
    ...{ name, class_name: type, config: { name, ...config }, inbound_nodes: inputs },
  })
  const node = (...names: readonly string[]) => [names.map((name) => [name, 0, 0, {}])]
  const ends = { input_layers: [['ids', 0, 0]], output_layers: [['lstm', 0, 0]] }
  const start = [
    layer('ids', 'InputLayer', [], { batch_input_shape: [null, 6] }),
    layer('embedding', 'Embedding', node('ids'), { input_dim: 9, output_dim: 3 }),
  ]
  const graph = (layers: readonly object[], more: object = ends) =>
    refusal((json) => {
      json.modelTopology = {
        class_name: 'Model',
        config: { name: 'm', layers: [...start, ...layers], ...more },
      }
    })

  it.each<[string, readonly object[], string]>([
    [
      'that go in a circle',
      [
        layer('lstm', 'LSTM', node('other'), { units: 2 }),
        layer('other', 'LSTM', node('lstm'), { units: 2 }),
      ],
      'cannot be imported',
    ],
    [
      'that begin nowhere',
      [layer('lstm', 'LSTM', node('gone'), { units: 2 })],
      'is fed by "gone", which is not there',
    ],
    ['without wiring', [layer('lstm', 'LSTM', 'all', { units: 2 })], 'does not list what feeds it'],
    [
      'with wiring of another kind',
      [layer('lstm', 'LSTM', [{ args: [] }], { units: 2 })],
      'as Keras 2 does',
    ],
    [
      'that use a layer twice',
      [layer('lstm', 'LSTM', [...node('embedding'), ...node('ids')], { units: 2 })],
      'is used 2 times',
    ],
    [
      'with arguments',
      [layer('lstm', 'LSTM', [[['embedding', 0, 0, { mask: 1 }]]], { units: 2 })],
      'is called with "mask"',
    ],
  ])('%s are refused', async (_what, layers, sentence) => {
    expect(await graph(layers)).toContain(sentence)
  })

  it('with a circle beside the chain are refused', async () => {
    const chain = [layer('lstm', 'LSTM', node('embedding'), { units: 2 })]
    const circle = [
      layer('one', 'LSTM', node('two'), { units: 2 }),
      layer('two', 'LSTM', node('one'), { units: 2 }),
    ]
    const message = await graph([...chain, ...circle])
    expect(message).toContain('layer "one" (LSTM): stands beside the chain')
    expect(message).toContain('layer "two" (LSTM): stands beside the chain')
  })

  it('without an end are refused', async () => {
    const chain = [layer('lstm', 'LSTM', node('embedding'), { units: 2 })]
    expect(await graph(chain, {})).toContain('does not say where its model begins and ends')
    const stray = { ...ends, output_layers: [['gone', 0, 0]] }
    expect(await graph(chain, stray)).toContain('it begins or ends with "gone"')
  })
})

describe('paths', () => {
  it('of what is no model are refused', async () => {
    const folder = await folderForTest()
    expect(await refusalOf(join(folder, 'gone'))).toContain('it is not there')
    expect(await refusalOf(folder)).toContain(
      'the folder holds none of model.json, model.keras, model.h5',
    )
    await writeFile(join(folder, 'picture.png'), '\u0089PNG')
    expect(await refusalOf(join(folder, 'picture.png'))).toContain(
      'it is no model of TensorFlow.js',
    )
    await writeFile(join(folder, 'empty'), '')
    expect(await refusalOf(join(folder, 'empty'))).toContain('it is empty')
  })

  it('end with a sentence once somebody stops the import', async () => {
    const { json, weights } = converted(convertedLayers(), convertedWeights)
    const folder = await saveJson(json, weights)
    const told: string[] = []
    const control = {
      onProgress: ({ phase, done }: { phase: string; done: number }) =>
        void told.push(`${phase} ${done}`),
      isStopped: () => told.length >= 2,
    }
    const { result } = await importFrom(folder, {}, control)
    expect(result).toMatchObject({ ok: false, code: 'stopped' })
    expect(told).toEqual(['importing 0', 'importing 1'])
  })
})
