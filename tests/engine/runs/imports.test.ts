// What is imported: found out by what it is, put into the store whole, or refused with nothing left behind.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ImportOptions } from '#shared/domain/import'
import { failure, success } from '#shared/protocol/result'
import type { ErrandControl } from '../../../src/engine/errands'
import type { ReadModel } from '../../../src/engine/runs/import-model'
import { Imports } from '../../../src/engine/runs/imports'
import { recogniseImport } from '../../../src/engine/runs/recognise-import'
import { zipFiles } from '../../../src/files/zip'
import { experimentOn, temporaryFolder, unwrap } from '../sample'
import { openStore, writeRun } from './sample-run'

const options: ImportOptions = { requestId: 'import', name: null, vocabulary: null, labels: null }
const calm: ErrandControl = { enter: () => {}, onProgress: () => {}, isStopped: () => false }
const noModel: ReadModel = () => Promise.reject(new Error('No model is read here.'))

const contentsOf = (folder: string, prefix = ''): [string, Uint8Array][] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [prefix + path.slice(folder.length + 1), readFileSync(path)])

/** Writes a file and gives its path. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content)
const hdf5 = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0)

describe('what a path is', () => {
  const kerasZip = (): Promise<Uint8Array> =>
    zipFiles([
      ['config.json', text('{}')],
      ['model.weights.h5', hdf5],
    ])

  it('is found out by first bytes, whatever it is called', async () => {
    const keras = file('model.bin', await kerasZip())
    expect(unwrap(await recogniseImport(keras))).toEqual({ kind: 'model', path: keras })
    const h5 = file('weights', hdf5)
    expect(unwrap(await recogniseImport(h5))).toEqual({ kind: 'model', path: h5 })
    const tfjs = file('my-model.json', ' {"modelTopology":{}}')
    expect(unwrap(await recogniseImport(tfjs))).toEqual({ kind: 'model', path: tfjs })
    const run = file('anything', await zipFiles([['run.json', text('{}')]]))
    expect(unwrap(await recogniseImport(run))).toEqual({ kind: 'zip', file: run, prefix: '' })
    const nested = file('a.zip', await zipFiles([['my run/run.json', text('{}')]]))
    expect(unwrap(await recogniseImport(nested))).toMatchObject({ kind: 'zip', prefix: 'my run/' })
    const both = file(
      'both.zip',
      await zipFiles([
        ['a/run.json', text('{}')],
        ['run.json', text('{}')],
      ]),
    )
    expect(unwrap(await recogniseImport(both))).toMatchObject({ kind: 'zip', prefix: '' })
  })

  it('is found out of a folder by the names in it', async () => {
    const tfjs = dirname(file('model.json', '{}'))
    expect(unwrap(await recogniseImport(tfjs))).toEqual({ kind: 'model', path: tfjs })
    const record = file('run.json', '{}')
    const run = { kind: 'run', folder: dirname(record) }
    expect(unwrap(await recogniseImport(dirname(record)))).toEqual(run)
    expect(unwrap(await recogniseImport(record))).toEqual(run)
    const keras = file('model.keras', await kerasZip())
    expect(unwrap(await recogniseImport(dirname(keras)))).toEqual({ kind: 'model', path: keras })
  })

  it.each([
    ['a text', 'notes.txt', text('Nothing.')],
    ['a script', 'model.js', text('{ }')],
  ])('is said to be nothing: %s', async (_what, name, content) => {
    const found = await recogniseImport(file(name, content))
    expect(found).toMatchObject({ ok: false, code: 'model-refused' })
    expect(found.ok ? '' : found.message).toContain('nothing that the lab can import')
  })

  it.each([
    ['model.keras', '', 'model.keras is empty.'],
    ['anything', '', 'anything is empty.'],
    ['model.keras', 'Just words.', 'model.keras is no zip, as a .keras file is.'],
    ['run.zip', 'Just words.', 'run.zip is no zip.'],
    ['model.h5', 'Just words.', 'model.h5 is no HDF5 file.'],
  ])('is held against its name: %s with %j', async (name, content, sentence) => {
    const found = await recogniseImport(file(name, content))
    expect(found).toMatchObject({ ok: false, code: 'model-refused' })
    expect(found.ok ? '' : found.message).toContain(sentence)
  })

  it.each(['onnx', 'safetensors', 'pytorch', 'html'])(
    'is said of a folder exported as %s to be for other programs',
    async (exported) => {
      const folder = dirname(
        file('parity.json', JSON.stringify({ format: 'unroll-parity/1', exported })),
      )
      expect(await recogniseImport(folder)).toEqual(
        failure(
          'model-refused',
          `${folder} is an export as ${exported}, which the lab does not import. Export the run as unroll, keras or tfjs to import it.`,
        ),
      )
      writeFileSync(join(folder, 'parity.json'), '[')
      const found = await recogniseImport(folder)
      expect(found.ok ? '' : found.message).toContain('nothing that the lab can import')
    },
  )

  it('is said of a zip of something else, an empty folder and a path that is not there', async () => {
    const zip = file('photos.zip', await zipFiles([['a.jpg', text('x')]]))
    expect(await recogniseImport(zip)).toMatchObject({
      ...{ ok: false, code: 'model-refused' },
      message: expect.stringContaining('neither a run (run.json) nor a Keras model'),
    })
    const empty = temporaryFolder()
    expect(await recogniseImport(empty)).toMatchObject({ ok: false, code: 'model-refused' })
    const gone = join(empty, 'gone.keras')
    expect(await recogniseImport(gone)).toEqual(failure('run-unreadable', `${gone} is not there.`))
  })
})

describe('a zipped run', () => {
  it('is taken from a zip that a person made, under a new id where its own is taken', async () => {
    const source = await writeRun(temporaryFolder(), 'packed')
    const zip = file('packed.zip', await zipFiles(contentsOf(source, 'packed/')))
    const store = openStore()
    const imports = new Imports(store.folder, noModel)
    const first = unwrap(await imports.take(zip, { ...options, name: 'Renamed' }, calm))
    const second = unwrap(await imports.take(zip, options, calm))
    expect([first.runId, first.kind]).toEqual(['packed', 'unroll'])
    expect(second.runId).not.toBe('packed')
    const { runs, damaged } = unwrap(await store.list())
    expect([runs.length, damaged]).toEqual([2, []])
    expect(runs.find(({ id }) => id === 'packed')?.name).toBe('Renamed')
    expect(readdirSync(store.folder).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('names no file of this computer as its data afterwards', async () => {
    const source = await writeRun(temporaryFolder(), 'packed')
    const experiment = JSON.parse(readFileSync(join(source, 'experiment.json'), 'utf8'))
    experiment.data.path = '/etc/passwd'
    writeFileSync(join(source, 'experiment.json'), JSON.stringify(experiment))
    const zip = file('packed.zip', await zipFiles(contentsOf(source)))
    const store = openStore()
    unwrap(await new Imports(store.folder, noModel).take(zip, options, calm))
    expect(await store.dataPaths()).toEqual(['passwd'])
  })

  it.each<[string, (files: [string, Uint8Array][]) => [string, Uint8Array][], RegExp]>([
    [
      'that lacks its weights',
      (files) => files.filter(([name]) => !name.endsWith('.bin')),
      /packed\.zip\/model\/weights-6\.bin is missing\.$/,
    ],
    [
      'whose record is damaged',
      (files) => files.map(([name, data]) => [name, name === 'run.json' ? text('{') : data]),
      /packed\.zip\/run\.json is damaged: it is not JSON\.$/,
    ],
    [
      'whose id leads out of the store',
      (files) =>
        files.map(([name, data]) => [
          name,
          name === 'run.json'
            ? text(JSON.stringify({ ...JSON.parse(`${Buffer.from(data)}`), id: '../out' }))
            : data,
        ]),
      /packed\.zip\/run\.json is damaged at id/,
    ],
  ])('%s is refused, and nothing is left', async (_what, damage, words) => {
    const source = await writeRun(temporaryFolder(), 'packed')
    const zip = file('packed.zip', await zipFiles(damage(contentsOf(source))))
    const home = temporaryFolder()
    const store = openStore(home)
    const taken = await new Imports(store.folder, noModel).take(zip, options, calm)
    expect(taken).toMatchObject({ ok: false, code: 'run-unreadable' })
    expect(taken.ok ? '' : taken.message).toMatch(words)
    expect(readdirSync(home, { recursive: true })).toEqual(['runs'])
  })

  it('leaves nothing when it is stopped', async () => {
    const source = await writeRun(temporaryFolder(), 'packed')
    const zip = file('packed.zip', await zipFiles(contentsOf(source)))
    const store = openStore()
    const stopped = { ...calm, isStopped: () => true }
    const taken = await new Imports(store.folder, noModel).take(zip, options, stopped)
    expect(taken).toMatchObject({ ok: false, code: 'stopped' })
    expect(readdirSync(store.folder)).toEqual([])
  })
})

describe('a model', () => {
  const experiment = experimentOn('/data/reviews.csv', 'A model')

  /** Writes what the trainer does, in small. */
  const reading: ReadModel = async ({ folder }) => {
    mkdirSync(join(folder, 'model'))
    const weightsManifest = [{ paths: ['weights.bin'] }]
    const put = (name: string, value: unknown): void =>
      writeFileSync(join(folder, name), JSON.stringify(value))
    put('model/model.json', { format: 'layers-model', weightsManifest })
    writeFileSync(join(folder, 'model', 'weights.bin'), 'numbers')
    put('experiment.json', experiment)
    put('vocabulary.json', { format: 'unroll-vocabulary/1', tokens: [] })
    put('labels.json', { format: 'unroll-labels/1', labels: ['neg', 'pos'] })
    return success({
      kind: 'tfjs',
      experiment,
      parameters: 9,
      notes: ['Layer a is b.', 'No data.'],
    })
  }

  it('becomes a run that is done, has a model and tells what was assumed', async () => {
    const store = openStore()
    const path = file('model.json', '{}')
    const { kind, runId, folder, notes } = unwrap(
      await new Imports(store.folder, reading).take(path, options, calm),
    )
    expect([kind, notes]).toEqual(['tfjs', ['Layer a is b.', 'No data.']])
    expect(readdirSync(store.folder)).toEqual([runId])
    const detail = unwrap(await store.detail(folder))
    expect(detail).toMatchObject({
      record: { id: runId, state: 'done', epochs: 0, plannedEpochs: 0, kept: null, message: null },
      ...{ hasModel: true, canResume: false, epochs: [], evaluation: null, report: null },
      notes: { notes: 'Layer a is b.\nNo data.' },
    })
    expect(detail.log.map(({ message }) => message)).toEqual(['Imported from model.json.'])
    expect(unwrap(await store.list())).toMatchObject({ runs: [{ name: 'A model' }], damaged: [] })
  })

  it.each<[string, ReadModel, string]>([
    ['the trainer refuses it', async () => failure('model-refused', 'Layer a.'), 'model-refused'],
    [
      'the trainer dies half-way',
      async (work) => {
        await reading(work)
        return failure('trainer-died', 'It died.')
      },
      'trainer-died',
    ],
    [
      'a file of it is missing',
      async (work) => {
        const read = await reading(work)
        writeFileSync(join(work.folder, 'vocabulary.json'), '{}')
        return read
      },
      'run-unreadable',
    ],
  ])('leaves nothing in the store when %s', async (_what, read, code) => {
    const store = openStore()
    const path = file('model.json', '{}')
    const taken = await new Imports(store.folder, read).take(path, options, calm)
    expect(taken).toMatchObject({ ok: false, code })
    expect(readdirSync(store.folder)).toEqual([])
  })
})
