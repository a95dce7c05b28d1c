// Inputs that were made to fill memory, disk or time, or to write where they may not.
import { File, ready } from 'h5wasm'
import { joined } from './mutate-bytes'
import type { Subject } from './subjects'
import { zipBytes, zipParts, type ZipPart } from './zip-bytes'

type Input = Pick<Subject, 'how' | 'path' | 'files'>
type Bomb = readonly [name: string, make: (subjects: readonly Subject[]) => Input | Promise<Input>]

/** The subject of a kind with one of its files replaced. */
function withFile(
  subjects: readonly Subject[],
  kind: string,
  name: string,
  change: (content: Uint8Array) => Uint8Array,
): Input {
  const subject = subjects.find((one) => one.kind === kind)
  const content = subject?.files.get(name)
  if (!subject || !content) throw new Error(`there is no ${name} in ${kind}`)
  return { ...subject, files: new Map(subject.files).set(name, change(content)) }
}

const mebibyte = 2 ** 20
const utf8 = new TextEncoder()

/** The zip with one of its parts changed. */
function repacked(zip: Uint8Array, name: string, change: (part: ZipPart) => ZipPart): Uint8Array {
  return zipBytes(zipParts(zip).map((part) => (part.name === name ? change(part) : part)))
}

const deepJson = utf8.encode(`${'{"a":['.repeat(200_000)}0${']}'.repeat(200_000)}`)

/** A dataset of zeros, deflated to a thousandth. */
async function deflatedHdf5(): Promise<Uint8Array> {
  const { FS } = await ready
  const place = '/unroll-fuzz.h5'
  const file = new File(place, 'w')
  const count = 64 * mebibyte
  const data = new Float32Array(count)
  file.create_attribute('model_config', '{"class_name":"Sequential","config":{"layers":[]}}')
  file.create_group('model_weights').create_dataset({
    ...{ name: 'kernel', data, shape: [count], dtype: '<f' },
    ...{ chunks: [mebibyte], compression: 9 },
  })
  file.close()
  const bytes = FS.readFile(place)
  FS.unlink(place)
  return bytes
}

export const bombs: readonly Bomb[] = [
  [
    'a .keras whose config.json unpacks to 300 MiB',
    (subjects) =>
      withFile(subjects, 'import .keras', 'model.keras', (zip) =>
        repacked(zip, 'config.json', (part) => ({
          ...{ ...part, isDeflated: true },
          content: Buffer.alloc(300 * mebibyte, ' '),
        })),
      ),
  ],
  [
    'the same, which says that it is small',
    (subjects) =>
      withFile(subjects, 'import .keras', 'model.keras', (zip) =>
        repacked(zip, 'config.json', (part) => ({
          ...{ ...part, isDeflated: true, says: { size: 100 } },
          content: Buffer.alloc(300 * mebibyte, ' '),
        })),
      ),
  ],
  [
    'a zipped run whose log unpacks to 300 MiB',
    (subjects) =>
      withFile(subjects, 'import unroll', 'run.zip', (zip) =>
        zipBytes([
          ...zipParts(zip),
          { name: 'metrics.csv', content: Buffer.alloc(300 * mebibyte), isDeflated: true },
        ]),
      ),
  ],
  [
    'a zipped run with a thousand entries in the same bytes',
    (subjects) =>
      withFile(subjects, 'import unroll', 'run.zip', (zip) => {
        const content = Buffer.alloc(mebibyte)
        const entries = Array.from({ length: 1000 }, (_, index) => ({
          ...{ name: `timeline/step-${index}.safetensors`, isDeflated: true },
          content: index === 0 ? content : new Uint8Array(),
          says: { offset: 0, size: content.length, packed: 1033 },
        }))
        return zipBytes([...entries, ...zipParts(zip)])
      }),
  ],
  [
    'a zipped run that writes beside itself',
    (subjects) =>
      withFile(subjects, 'import unroll', 'run.zip', (zip) =>
        zipBytes([
          ...zipParts(zip),
          { name: '../../escaped.txt', content: utf8.encode('out'), isDeflated: false },
        ]),
      ),
  ],
  [
    'an .h5 whose weights unpack to 256 MiB',
    async (subjects) => {
      const bytes = await deflatedHdf5()
      return withFile(subjects, 'import .h5', 'model.h5', () => bytes)
    },
  ],
  ...(['import tfjs', 'verify tfjs'] as const).map((kind): Bomb => [
    `${kind}: a model.json as deep as it is long`,
    (subjects) => withFile(subjects, kind, 'model.json', () => deepJson),
  ]),
  ...(
    [
      ['import run', 'experiment.json'],
      ['import run', 'run.json'],
      ['import run', 'vocabulary.json'],
      ['import .h5', 'vocabulary.json'],
      ['verify pytorch', 'experiment.json'],
    ] as const
  ).map(([kind, name]): Bomb => [
    `${kind}: ${name} as deep as it is long`,
    (subjects) => withFile(subjects, kind, name, () => deepJson),
  ]),
  ...(
    [
      ['import run', 'experiment.json'],
      ['verify safetensors', 'experiment.json'],
    ] as const
  ).map(([kind, name]): Bomb => [
    `${kind}: a key of ${name} as deep as it is long`,
    (subjects) =>
      withFile(subjects, kind, name, (content) =>
        joined(utf8.encode('{"extra":'), deepJson, utf8.encode(','), content.slice(1)),
      ),
  ]),
  ...['test-vectors.json', 'parity.json'].map((name): Bomb => [
    `${name} as deep as it is long`,
    (subjects) => withFile(subjects, 'verify onnx', name, () => deepJson),
  ]),
  [
    'a .keras whose config.json is as deep as it is long',
    (subjects) =>
      withFile(subjects, 'import .keras', 'model.keras', (zip) =>
        repacked(zip, 'config.json', (part) => ({ ...part, content: deepJson })),
      ),
  ],
  [
    'safetensors with a header of 2^63 bytes',
    (subjects) =>
      withFile(subjects, 'verify safetensors', 'model.safetensors', (bytes) =>
        joined(Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127), bytes.slice(8)),
      ),
  ],
  [
    'ONNX of millions of empty nodes',
    (subjects) =>
      withFile(subjects, 'verify onnx', 'model.onnx', () => {
        const nodes = Uint8Array.from({ length: 8 * mebibyte }, (_, at) => (at % 2 === 0 ? 10 : 0))
        // Field 7, the graph, and its length.
        const length = [0, 7, 14, 21].map(
          (shift) => ((nodes.length >> shift) & 127) | (shift < 21 ? 128 : 0),
        )
        return joined(Uint8Array.of(58, ...length), nodes)
      }),
  ],
]
