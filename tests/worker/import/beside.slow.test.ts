// What lies beside a model of the lab is used, held against the model, and missed where it is gone.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { exportAs, caseOf, trainedCase, trainedRun } from '../export/runs'
import { importedFrom, largestDifference, refusalOf, vectorsOf } from './importing'

let place = ''
let tensors = 0
/** Exports by task. */
const exports = new Map<string, string>()
const runs = new Map<string, string>()

beforeAll(async () => {
  await startBackend()
  place = await mkdtemp(join(tmpdir(), 'unroll-beside-'))
  for (const task of ['classification', 'language-model', 'seq2seq'] as const) {
    const tried = caseOf(task, 'GRU')
    if (!tried) throw new Error(task)
    const run = await trainedCase(join(place, task), tried)
    const out = join(place, `${task}-out`)
    const exported = await exportAs('tfjs', run, out)
    if (!exported.ok) throw new Error(exported.message)
    runs.set(task, run)
    exports.set(task, out)
  }
})
afterAll(() => rm(place, { recursive: true, force: true }))
beforeEach(() => void (tensors = tf.memory().numTensors))
afterEach(() => expect(tf.memory().numTensors).toBeLessThanOrEqual(tensors))

/** A copy of an export without some of its files. */
async function without(task: string, ...names: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(place, 'copy-'))
  await cp(exports.get(task) ?? '', folder, { recursive: true })
  for (const name of names) await rm(join(folder, name))
  return folder
}

async function changeJson(file: string, change: (json: never) => void): Promise<void> {
  const json: unknown = JSON.parse(await readFile(file, 'utf8'))
  change(json as never) // each test knows what the file holds
  await writeFile(file, JSON.stringify(json))
}

const vectors = (task: string) => vectorsOf(runs.get(task) ?? '')

describe('without experiment.json', () => {
  it.each(['classification', 'language-model', 'seq2seq'])(
    'a %s model is told by its layers and vocabulary',
    async (task) => {
      const folder = await without(task, 'experiment.json')
      const { folder: run, model } = await importedFrom(folder, { name: 'Again' })
      expect(model.experiment).toMatchObject({ task, name: 'Again' })
      expect(model.notes.join(' ')).toContain(`taken for ${task}`)
      expect(largestDifference(await vectors(task), await vectorsOf(run))).toBeLessThanOrEqual(1e-6)
    },
  )
  it('a Keras file of a model that writes pairs is as well', async () => {
    const out = join(place, 'seq2seq-keras')
    const exported = await exportAs('keras', runs.get('seq2seq') ?? '', out)
    if (!exported.ok) throw new Error(exported.message)
    await rm(join(out, 'experiment.json'))
    const { folder: run, model } = await importedFrom(join(out, 'model.keras'))
    expect(model).toMatchObject({
      kind: 'keras',
      experiment: { task: 'seq2seq', name: 'seq2seq-keras' },
    })
    expect(largestDifference(await vectors('seq2seq'), await vectorsOf(run))).toBeLessThanOrEqual(
      1e-6,
    )
  })
})

describe('without its words', () => {
  it.each(['classification', 'language-model'])('a %s model reads numbers', async (task) => {
    const folder = await without(task, 'experiment.json', 'vocabulary.json')
    const { model } = await importedFrom(folder)
    expect(model.notes.join(' ')).toContain('type texts as numbers')
  })

  it('an export is refused, naming what is missing', async () => {
    const message = await refusalOf(await without('classification', 'vocabulary.json'))
    expect(message).toContain('run-unreadable')
    expect(message).toContain('its vocabulary.json is missing')
  })

  it('a model that writes pairs reads and writes numbers', async () => {
    const folder = await without(
      'seq2seq',
      'experiment.json',
      'vocabulary.json',
      'target-vocabulary.json',
    )
    const { model } = await importedFrom(folder)
    expect(model.experiment.text).toMatchObject({
      vocabularySize: 30,
      target: { vocabularySize: 30 },
    })
    expect(model.notes.join(' ')).toContain('type texts as numbers')
  })
})

describe('labels', () => {
  it('that are given come before those beside the model', async () => {
    const folder = await without('classification')
    const { folder: run } = await importedFrom(folder, { labels: ['x', 'y', 'z'] })
    const labels: unknown = JSON.parse(await readFile(join(run, 'labels.json'), 'utf8'))
    expect(labels).toMatchObject({ kind: 'class', labels: ['x', 'y', 'z'] })
  })

  it('that are too few, or the same, are refused', async () => {
    const folder = await without('classification')
    expect(await refusalOf(folder, { labels: ['x'] })).toContain('needs 3 labels, but 1 were given')
    expect(await refusalOf(folder, { labels: ['x', 'y', 'x'] })).toContain('"x" was given twice')
  })

  it('that are missing are numbers', async () => {
    const { model } = await importedFrom(await without('classification', 'labels.json'))
    expect(model.notes.join(' ')).toContain('called by their numbers')
  })
})

describe('files of another model', () => {
  it('an experiment.json of other layers is refused, naming the first', async () => {
    const folder = await without('classification')
    await changeJson(
      join(folder, 'experiment.json'),
      (json: { model: { layers: { units: number }[] } }) => {
        json.model.layers[1].units = 9
      },
    )
    expect(await refusalOf(folder)).toContain(
      'experiment.json beside it is of another model (layer "gru" is another one there)',
    )
  })

  it('an experiment.json of texts of another length is refused', async () => {
    const folder = await without('classification')
    await changeJson(
      join(folder, 'experiment.json'),
      (json: { text: { sequenceLength: number } }) => void (json.text.sequenceLength = 9),
    )
    expect(await refusalOf(folder)).toContain('is of another model (it takes 9 tokens)')
  })

  it('a vocabulary of more tokens is refused', async () => {
    const folder = await without('classification', 'experiment.json')
    await changeJson(join(folder, 'vocabulary.json'), (json: { tokens: string[] }) => {
      for (let index = 0; index < 30; index++) json.tokens.push(`more${index}`)
    })
    expect(await refusalOf(folder)).toMatch(
      /The vocabulary has \d+ tokens, but the model knows 20 ids/,
    )
  })

  it('a vocabulary of a model that writes is refused for one that reads', async () => {
    const folder = await without('classification', 'experiment.json')
    const vocabulary = join(exports.get('language-model') ?? '', 'vocabulary.json')
    expect(await refusalOf(folder, { vocabulary })).toContain('model-refused')
  })

  it('a list of tokens whose first are words is refused for a model of the lab', async () => {
    const folder = await without('classification')
    const vocabulary = join(folder, 'list.json')
    await writeFile(vocabulary, JSON.stringify(['the', 'film', 'was']))
    expect(await refusalOf(folder, { vocabulary })).toContain('of which the lab keeps the first 3')
    await writeFile(vocabulary, JSON.stringify(['<pad>', '<start>', '<unknown>', 'one', 'two']))
    const { model } = await importedFrom(folder, { vocabulary })
    expect(model.experiment.text.vocabularySize).toBe(20)
  })

  it('a file that is named like the lab’s but is another program’s is left alone', async () => {
    const folder = await without('classification', 'labels.json')
    await writeFile(join(folder, 'experiment.json'), '{"learning_rate": 0.1}')
    await writeFile(join(folder, 'labels.json'), '["x"]')
    const { model } = await importedFrom(folder)
    expect(model.notes.join(' ')).toContain('taken for classification')
    expect(model.notes.join(' ')).toContain('called by their numbers')
  })
})

describe('an attention', () => {
  it('that is connected otherwise than the lab’s is refused', async () => {
    const folder = await without('seq2seq')
    await changeJson(
      join(folder, 'model.json'),
      (json: {
        modelTopology: {
          config: { layers: { name: string; config: object; inbound_nodes: unknown[][][] }[] }
        }
      }) => {
        const layer = json.modelTopology.config.layers.find(
          ({ name }) => name === 'attention_joined',
        )
        layer?.inbound_nodes[0].reverse()
      },
    )
    expect(await refusalOf(folder)).toContain(
      'layer "attention_joined" (Concatenate): is connected otherwise',
    )
  })

  it('that hides other ids than padding is refused', async () => {
    const folder = await without('seq2seq')
    const file = join(folder, 'weights.bin')
    const bytes = await readFile(file)
    const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    const mask = numbers.findIndex((value) => value < -1e8)
    numbers[mask + 1] = -5
    await writeFile(file, bytes)
    expect(await refusalOf(folder)).toContain('hides other ids than padding')
  })
})

describe('a tied output', () => {
  it('stays tied, and is refused where it is no copy of the embeddings', async () => {
    const tried = caseOf('language-model', 'LSTM')
    if (!tried) throw new Error('no such case')
    const [, ...layers] = tried.model.layers
    const model = {
      layers: [{ type: 'Embedding', units: 7 } as const, ...layers],
      tieEmbeddings: true,
    }
    const run = await trainedCase(join(place, 'tied'), { ...tried, model })
    const out = join(place, 'tied-out')
    const exported = await exportAs('tfjs', run, out)
    if (!exported.ok) throw new Error(exported.message)
    const { folder, model: imported } = await importedFrom(out)
    expect(imported.experiment.model.tieEmbeddings).toBe(true)
    expect(largestDifference(await vectorsOf(run), await vectorsOf(folder))).toBeLessThanOrEqual(
      1e-6,
    )

    const bytes = await readFile(join(out, 'weights.bin'))
    bytes.writeFloatLE(0.5, 12)
    await writeFile(join(out, 'weights.bin'), bytes)
    expect(await refusalOf(out)).toContain('says that the output uses the embeddings')
  })
})

describe('a model of numbers', () => {
  it('keeps the unit of its data, and is in that of its output without labels.json', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `word${index % 5} more,${100 + index}`)
    const data = join(place, 'numbers.csv')
    await writeFile(data, `text,label\n${rows.join('\n')}\n`)
    await mkdir(join(place, 'numbers'))
    const run = await trainedRun(join(place, 'numbers'), {
      task: 'classification',
      data: { path: data, labelKind: 'number' },
      text: { vocabularySize: 12, sequenceLength: 3 },
      model: {
        layers: [
          { type: 'Embedding', units: 3 },
          { type: 'SimpleRNN', units: 3 },
          { type: 'Dense', units: 1 },
        ],
      },
      training: { epochs: 1, recorder: null },
    })
    const out = join(place, 'numbers-out')
    const exported = await exportAs('tfjs', run, out)
    if (!exported.ok) throw new Error(exported.message)
    const { folder } = await importedFrom(out)
    expect(largestDifference(await vectorsOf(run), await vectorsOf(folder))).toBeLessThanOrEqual(
      1e-4,
    )

    await rm(join(out, 'labels.json'))
    const { folder: other } = await importedFrom(out)
    const labels: unknown = JSON.parse(await readFile(join(other, 'labels.json'), 'utf8'))
    expect(labels).toMatchObject({ kind: 'number', labels: [], scale: { mean: 0, deviation: 1 } })
  })
})
