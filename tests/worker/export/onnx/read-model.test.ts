// What a model.onnx from elsewhere may do: be refused with a sentence, in time, and take nobody along.
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend } from '../../../../src/worker/backend'
import { onnx } from '../../../../src/worker/export/onnx/onnx'
import { modelType, type ModelProto } from '../../../../src/worker/export/onnx/onnx-proto'
import { readModel } from '../../../../src/worker/export/onnx/read-model'
import { Runtime } from '../../../../src/worker/export/onnx/runtime'
import { builtModel, experimentOf } from './built-model'

async function written(): Promise<Uint8Array> {
  const layers = [
    { type: 'Embedding', units: 4 } as const,
    { type: 'LSTM', units: 3, activation: 'relu' } as const,
    { type: 'Dense', units: 2, activation: 'softmax' } as const,
  ]
  const text = { vocabularySize: 12, sequenceLength: 5 }
  const built = await builtModel(experimentOf({ task: 'classification', text, model: { layers } }))
  built.labs.dispose()
  await built.session.release()
  return built.bytes
}

let bytes: Uint8Array = new Uint8Array()
beforeAll(async () => {
  await startBackend()
  bytes = await written()
})

/** Parts of a model that can be changed. */
type Loose = { -readonly [Key in keyof ModelProto]: ModelProto[Key] }

function changed(change: (model: Loose) => void): Uint8Array {
  const model = modelType.toObject(modelType.decode(bytes), { longs: Number }) as Loose // what was encoded
  change(model)
  return modelType.encode(model).finish()
}

/** The bytes, and after them a field of the model. */
function withField(id: number, wireType: number, content: readonly number[]): Uint8Array {
  const tag = (id << 3) | wireType
  return Uint8Array.from([
    ...bytes,
    ...(tag < 128 ? [tag] : [(tag & 127) | 128, tag >> 7]),
    ...content,
  ])
}

const [tensor, node] = [0, 0]
const hostile: [string, () => Uint8Array, string][] = [
  ['nothing', () => new Uint8Array(), 'irVersion: '],
  ['text', () => new TextEncoder().encode('{"irVersion":8}'), 'which the lab does not write'],
  ['half a file', () => bytes.slice(0, bytes.length >> 1), 'longer than what holds it'],
  ['all but the last byte', () => bytes.slice(0, -1), 'than what holds it'],
  ['a second graph', () => withField(7, 2, [0]), 'ModelProto has graph twice'],
  ['functions of its own', () => withField(25, 2, [0]), 'has a field 25'],
  ['a group', () => withField(14, 3, []), 'is written in another way'],
  ['a length beyond all bounds', () => withField(14, 2, [255, 255, 255, 255, 15]), 'longer than'],
  ['a number that never ends', () => withField(1, 0, Array<number>(30).fill(255)), 'twice'],
  [
    'a number of too many bytes',
    // The first field is a number; each of these bytes says that another one follows.
    () => Uint8Array.from([bytes[0], ...Array<number>(12).fill(255), 1, ...bytes.slice(2)]),
    'too many bytes',
  ],
  [
    'a million empty properties',
    () => Uint8Array.from({ length: 1_000_000 }, (_, at) => (at % 2 === 0 ? (14 << 3) | 2 : 0)),
    'more than 200000 fields',
  ],
  [
    'another opset',
    () => changed((model) => (model.opsetImport = [{ domain: '', version: 99 }])),
    'opsetImport',
  ],
  [
    "somebody's operators",
    () => changed((model) => (model.opsetImport = [{ domain: 'com.microsoft', version: 17 }])),
    'opsetImport.0.domain',
  ],
  [
    'an operator with a body',
    () => changed(({ graph }) => Object.assign(graph.node[node], { opType: 'Loop' })),
    'graph.node.0.opType: is no operator that the lab writes',
  ],
  [
    'weights of a size that is not there',
    () => changed(({ graph }) => Object.assign(graph.initializer[tensor], { dims: [2 ** 40, 4] })),
    'another number of bytes than its dims say',
  ],
  [
    'weights of a negative size',
    () => changed(({ graph }) => Object.assign(graph.initializer[tensor], { dims: [-12, -4] })),
    'dims.0',
  ],
  [
    'strings for weights',
    () => changed(({ graph }) => Object.assign(graph.initializer[tensor], { dataType: 8 })),
    'neither float nor int64',
  ],
  [
    'another input',
    () => changed(({ graph }) => Object.assign(graph.input[0], { name: 'text' })),
    'graph.input',
  ],
  [
    'a node that reads what is not there',
    () => changed(({ graph }) => Object.assign(graph.node[1], { input: ['nowhere'] })),
    'ONNX Runtime does not take it',
  ],
  [
    'a hidden size that is not that of the weights',
    () =>
      changed(({ graph }) => {
        const lstm = graph.node.find(({ opType }) => opType === 'LSTM')
        for (const one of lstm?.attribute ?? [])
          if (one.name === 'hidden_size') Object.assign(one, { i: 2 ** 31 })
      }),
    'ONNX Runtime does not take it',
  ],
  [
    'more memory than there is',
    () =>
      changed(({ graph }) => {
        const rawData = new Uint8Array(4 * 100_000)
        const axes = (value: number) => new Uint8Array(BigInt64Array.of(BigInt(value)).buffer)
        Object.assign(graph, {
          initializer: [
            { name: 'long', dims: [100_000], dataType: 1, rawData },
            { name: 'first', dims: [1], dataType: 7, rawData: axes(0) },
            { name: 'last', dims: [1], dataType: 7, rawData: axes(1) },
          ],
          node: [
            {
              name: 'a',
              opType: 'Unsqueeze',
              input: ['long', 'first'],
              output: ['row'],
              attribute: [],
            },
            {
              name: 'b',
              opType: 'Unsqueeze',
              input: ['long', 'last'],
              output: ['column'],
              attribute: [],
            },
            {
              name: 'c',
              opType: 'Add',
              input: ['row', 'column'],
              output: ['output'],
              attribute: [],
            },
          ],
        })
      }),
    'ONNX Runtime does not take it',
  ],
]

describe('model.onnx', () => {
  it('is read as the lab writes it, by itself and by ONNX Runtime', async () => {
    expect(readModel(bytes)).toMatchObject({ ok: true })
    const opened = await onnx.open(new Map([['model.onnx', bytes]]))
    if (!opened.ok) throw new Error(opened.message)
    expect(opened.value.program).toMatch(/^ONNX Runtime \d+\.\d+\.\d+ \(WebAssembly\)$/)
    const [row] = await opened.value.compute({ ids: [1, 2, 3, 4, 5] }, null)
    expect(row.length).toBe(2)
    expect(row[0] + row[1]).toBeCloseTo(1)
    // Sentences for people, whatever a test vector asks for.
    const { compute } = opened.value
    await expect(compute({ source: [1], target: [1] }, null)).rejects.toThrow('the model takes ids')
    await expect(compute({ ids: [1, 2, 3, 4, 5] }, [0])).rejects.toThrow(
      'the model gives one output',
    )
    await expect(compute({ ids: [1, 2, 3, 4, 999] }, null)).rejects.toThrow('out of data bounds')
    await expect(compute({ ids: [1] }, null)).rejects.toThrow('invalid dimensions')
    opened.value.close()
  })

  it('is the same bytes each time', async () => {
    expect(Buffer.compare(await written(), bytes)).toBe(0)
  })

  it.each(hostile)('with %s is refused', async (_name, make, reason) => {
    const opened = await onnx.open(new Map([['model.onnx', make()]]))
    expect(opened).toMatchObject({ ok: false, code: 'run-unreadable' })
    if (opened.ok) return
    expect(opened.message).toContain(reason)
    expect(opened.message).toMatch(
      /^model\.onnx is not as the lab writes it: .{5,400}\. Export the run again\.$/,
    )
  })

  it('is named where it is missing', async () => {
    expect(await onnx.open(new Map())).toMatchObject({
      ok: false,
      message: expect.stringContaining('model.onnx is missing') as string,
    })
  })
})

describe('a thread that is given no time', () => {
  it('is ended, and says so from then on', async () => {
    const runtime = new Runtime(0, 1)
    await expect(runtime.open(bytes)).rejects.toThrow('longer than a model may')
    await expect(runtime.run({ ids: [1] })).rejects.toThrow('longer than a model may')
    runtime.close()
  })
})
