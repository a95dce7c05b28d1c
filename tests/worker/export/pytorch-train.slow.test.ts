// train.py of an exported PyTorch project: in one process and in two, and on the lab's own rows (UNROLL_TEST_PYTHON).
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { LayerInput } from '#shared/experiment/layers'
import { parseExperiment } from '#shared/experiment/parse'
import type { ExperimentInput } from '#shared/experiment/schema'
import { startBackend } from '../../../src/worker/backend'
import { releaseRun } from '../../../src/worker/inference/load-run'
import { readSafetensors } from '../../../src/worker/safetensors'
import { taskModule } from '../../../src/worker/tasks/index'
import { loadRequestOf } from '../../../src/worker/tasks/task'
import { fullPython, runPython } from './python/interpreter'
import { runPrograms, type Outcome } from './python/many-programs'
import { trainIn } from '../trained-run'
import { caseOf, exportAs, quiet, tasks } from './runs'

const patience = { timeout: 120_000 }
const sgd = { type: 'sgd', learningRate: 0.5 } as const

interface Exported {
  readonly folder: string
  readonly data: string
  readonly experiment: ExperimentInput
  /** On what is set aside, by the lab. */
  readonly loss: number
}

let place = ''
let all: ReadonlyMap<string, Exported> = new Map()

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')
const words = ['one', 'two', 'three', 'four', 'five', 'Six', "don't", 'Größe']
const word = (index: number): string => words[index % words.length]

interface Variant {
  readonly name: string
  readonly file: string
  readonly content: string
  readonly experiment: Omit<ExperimentInput, 'data'>
  readonly data?: Omit<ExperimentInput['data'], 'path'>
  readonly training?: ExperimentInput['training']
}

/** The four tasks, with an even number of examples to train on, so that two processes share them evenly. */
function plainVariants(): Variant[] {
  return tasks.map((task) => {
    const tried = caseOf(task, task === 'tagging' ? 'bidirectional' : 'GRU')
    if (!tried) throw new Error('there is a GRU of every task')
    const { content, file, ...rest } = tried
    const layers = rest.model.layers.filter(({ type }) => type !== 'Dropout')
    const experiment = { ...rest, model: { ...rest.model, layers } }
    const data = task === 'classification' ? { stratify: true, validationSplit: 0.25 } : {}
    return { name: task, file, content, experiment, data }
  })
}

const embedding = { type: 'Embedding', units: 4 } as const
const classifierOf = (dense: LayerInput): Pick<ExperimentInput, 'task' | 'model'> => ({
  task: 'classification',
  model: { layers: [embedding, { type: 'LSTM', units: 4, recurrentDropout: 0.1 }, dense] },
})

/** Options that change what is read, set aside or learned. */
const variants: readonly Variant[] = [
  {
    name: 'several labels',
    file: 'rows.jsonl',
    content: lines(40, (index) =>
      JSON.stringify({
        text: `${word(index)} ${word(index * 3)}`,
        labels: ['a', 'b', 'c'].slice(index % 3),
      }),
    ),
    experiment: {
      ...classifierOf({ type: 'Dense', units: 3, activation: 'sigmoid' }),
      text: { vocabularySize: 20, sequenceLength: null },
    },
    data: { labelKind: 'labels', stratify: true },
    training: { labelSmoothing: 0.1 },
  },
  {
    name: 'numbers',
    file: 'rows.csv',
    content: `text,score\n${lines(40, (index) => `${word(index)} ${word(index * 3)},${(index % 7) * 1.5 - 2}`)}`,
    experiment: {
      ...classifierOf({ type: 'Dense', units: 1 }),
      text: { vocabularySize: 20, sequenceLength: 5, padding: 'post', truncating: 'post' },
    },
    data: { labelKind: 'number', stratify: true },
    training: { loss: 'meanAbsoluteError' },
  },
  {
    name: 'byte pairs, hidden labels, no copies',
    file: 'rows.tsv',
    content: `text\tlabel\n${lines(60, (index) => `${word(index)} good ${word(index % 9)} ${index % 2 ? 'good' : 'bad'} Größe\t${index % 2 ? 'good' : 'bad'}`)}\n...\tgood\n`,
    experiment: {
      ...classifierOf({ type: 'Dense', units: 1, activation: 'sigmoid' }),
      text: { level: 'bpe', vocabularySize: 290, sequenceLength: 12 },
    },
    data: { hideLabelWords: true, dropDuplicates: true, minimumTokens: 2, maximumRows: 25 },
    training: { classWeight: 'balanced', labelSmoothing: 0.1, clipValue: 0.01 },
  },
  {
    name: 'shapes of words',
    file: 'rows.conll',
    content: lines(40, (index) => `${word(index)}${index}ing\tA\n${word(index + 1)}\tB\nThe\tC\n`),
    experiment: {
      task: 'tagging',
      text: { vocabularySize: 40, sequenceLength: 2, wordShapes: true, lowercase: false },
      model: {
        layers: [
          embedding,
          { type: 'SimpleRNN', units: 4, returnSequences: true },
          { type: 'TimeDistributed', layer: { type: 'Dense', units: 3, activation: 'softmax' } },
        ],
      },
    },
    training: { wordDropout: 1, classWeight: { A: 2 } },
  },
  {
    name: 'a text that goes on, several documents',
    file: 'rows.csv',
    content: `text\n${lines(30, (index) => `"${word(index)}, ${word(index * 3)}: ""${word(index * 5)}"" again."`)}`,
    experiment: {
      task: 'language-model',
      text: { level: 'bpe', vocabularySize: 280, sequenceLength: 6 },
      model: {
        tieEmbeddings: true,
        layers: [
          embedding,
          { type: 'LSTM', units: 4, returnSequences: true },
          { type: 'TimeDistributed', layer: { type: 'Dense', units: 280, activation: 'softmax' } },
        ],
      },
    },
    data: { validationRows: 'random' },
    training: { stateful: true },
  },
  {
    name: 'words to characters, the last pairs aside',
    file: 'rows.tsv',
    content: lines(40, (index) => `${word(index)} ${word(index * 3)}\t${word(index + 1)}`),
    experiment: {
      task: 'seq2seq',
      text: {
        ...{ vocabularySize: 20, sequenceLength: 4 },
        target: { level: 'character', vocabularySize: 30, sequenceLength: 5 },
      },
      model: {
        layers: [embedding, { type: 'GRU', units: 4, goBackwards: true }],
        decoder: {
          layers: [
            embedding,
            { type: 'GRU', units: 4, returnSequences: true },
            { type: 'TimeDistributed', layer: { type: 'Dense', units: 30, activation: 'softmax' } },
          ],
        },
      },
    },
    data: { validationRows: 'last' },
    training: { schedule: { type: 'cosine', warmupSteps: 2 }, optimizer: { type: 'nadam' } },
  },
]

async function made({ name, file, content, ...rest }: Variant): Promise<Exported> {
  const folder = join(place, name.replaceAll(/\W+/g, '-'))
  await mkdir(folder)
  const data = join(folder, file)
  await writeFile(data, content)
  const common = { epochs: 1, batchSize: 8, sample: { length: 0 }, recorder: null } as const
  const experiment: ExperimentInput = {
    ...rest.experiment,
    data: { ...rest.data, path: data },
    training: { ...common, optimizer: sgd, clipNorm: 5, ...rest.training },
  }
  const parsed = parseExperiment(experiment)
  if (!parsed.ok) throw new Error(parsed.message)
  const { runFolder, outcome } = await trainIn(folder, parsed.value)
  if (!outcome.ok) throw new Error(outcome.message)
  const out = join(folder, 'out')
  const report = await exportAs('pytorch', runFolder, out)
  if (!report.ok) throw new Error(report.message)
  await writeFile(join(out, 'aside.py'), aside)
  return { folder: out, data, experiment, loss: outcome.value.evaluation?.loss ?? NaN }
}

const aside = `
import json, sys
from pathlib import Path
from batching import Place
from model import HERE
from task import Task
experiment = json.loads((HERE / "experiment.json").read_text(encoding="utf-8"))
task = Task(experiment["training"], experiment["data"], Place(0, 1))
task.load([Path(sys.argv[1])], [])
def ids(row):
    if hasattr(row, "ids"): return row.ids
    if hasattr(row, "source"): return row.source
    read, wanted = task.batch([row], False)
    return read[0, : int(wanted[0].nonzero().max()) + 1].tolist()
import torch
from model import load_network
network, total, count = load_network(), 0.0, 0
task.begin()
with torch.no_grad():
    for rows in task.measured(8):
        losses, counted, _ = task.losses(network, task.batch(rows, False), False)
        total, count = total + losses.item(), count + counted
counts = [len(task.training), len(task.validation)]
print(json.dumps({"aside": [counts, [ids(row) for row in task.validation]], "loss": total / count}))`

beforeAll(async () => {
  if (!fullPython) return
  await startBackend()
  place = await mkdtemp(join(tmpdir(), 'unroll-train-'))
  const entries: [string, Exported][] = []
  for (const variant of [...plainVariants(), ...variants])
    entries.push([variant.name, await made(variant)])
  releaseRun()
  all = new Map(entries)
})
afterAll(() => rm(place, { recursive: true, force: true }))

function of(task: string): Exported {
  const found = all.get(task)
  if (!found) throw new Error(`${task} is not there`)
  return found
}

/** train.py in a folder, writing into `name`. */
function training(task: string, name: string, args: readonly string[]) {
  const { folder, data } = of(task)
  const files = ['--out', `${name}.safetensors`, '--checkpoint', `${name}.pt`]
  return { folder, args: ['train.py', '--data', data, ...files, ...args] }
}

const asideSchema = z.object({ aside: z.array(z.unknown()), loss: z.number() })
const epochSchema = z.object({ loss: z.number(), valLoss: z.number() })

function epochsIn({ output }: Outcome) {
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  return lines.map((line) => epochSchema.parse(JSON.parse(line)))
}

async function weightsOf(task: string, name: string): Promise<ReadonlyMap<string, Float32Array>> {
  const file = join(of(task).folder, `${name}.safetensors`)
  const read = readSafetensors(await readFile(file), file)
  if (!read.ok) throw new Error(read.message)
  const entries = [...read.value.tensors]
  return new Map(entries.map(([tensor, { values }]) => [tensor, Float32Array.from(values)]))
}

/** The largest difference of the same weights in two files. */
async function difference(task: string, one: string, other: string): Promise<number> {
  const [first, second] = await Promise.all([weightsOf(task, one), weightsOf(task, other)])
  expect([...first.keys()].sort()).toEqual([...second.keys()].sort())
  let largest = 0
  for (const [name, values] of first)
    for (const [at, value] of values.entries())
      largest = Math.max(largest, Math.abs(value - (second.get(name)?.[at] ?? Infinity)))
  return largest
}

/** Counts, and the validation examples' ids without padding. */
async function asideInLab({ experiment }: Exported): Promise<unknown> {
  const parsed = parseExperiment(experiment)
  if (!parsed.ok) throw new Error(parsed.message)
  const { load } = await taskModule(parsed.value.task)
  const loaded = await load(loadRequestOf(parsed.value), quiet)
  if (!loaded.ok) throw new Error(loaded.message)
  const { training: trained, validation } = loaded.value
  const examples = Array.from({ length: validation }, (_, index) => {
    const { ids, paddingBefore, paddingAfter } = loaded.value.validationExample(index)
    return [...ids.slice(paddingBefore, ids.length - paddingAfter)]
  })
  loaded.value.close()
  return [[trained, validation], examples]
}

describe.skipIf(!fullPython)('train.py, with PyTorch', () => {
  it('learns, and predict.py uses what it learned', patience, async () => {
    const rates = ['--learning-rate', '0.5', '--epochs', '4']
    const outcomes = await runPrograms(tasks.map((task) => training(task, 'learned', rates)))
    for (const outcome of outcomes) {
      const epochs = epochsIn(outcome)
      expect([outcome.code, epochs.length, outcome.output]).toEqual([0, 4, outcome.output])
      expect(epochs[3].loss).toBeLessThan(epochs[0].loss)
    }
    const predictions = await runPrograms(
      tasks.map((task) => ({
        folder: of(task).folder,
        args: ['predict.py', '--json', '--weights', 'learned.safetensors', 'one two'],
      })),
    )
    for (const { code, output } of predictions) {
      expect([code, output]).toEqual([0, output])
      expect(() => JSON.parse(output) as unknown).not.toThrow()
    }
    for (const task of tasks)
      expect(await difference(task, 'model', 'learned')).toBeGreaterThan(0.01)
  })

  it('goes on from a checkpoint as if it had never ended', patience, async () => {
    const some = ['classification', 'language-model'] as const
    const steps = (count: number, name: string, ...more: string[]) =>
      some.map((task) => training(task, name, ['--epochs', '2', '--steps', String(count), ...more]))
    const outcomes = await runPrograms([
      ...steps(7, 'whole'),
      ...steps(4, 'parts'),
      ...steps(7, 'parts', '--resume'),
    ])
    for (const { code, output } of outcomes) expect([code, output]).toEqual([0, output])
    for (const task of some) expect(await difference(task, 'whole', 'parts')).toBeLessThan(1e-6)
  })

  it.each(['classification', 'language-model'] as const)(
    'has two processes take the step that one takes with the double batch: %s',
    patience,
    async (task) => {
      const { folder } = of(task)
      // Where batches are of like length, one that holds everything is the same whichever way it is shared.
      const [each, both] = task === 'classification' ? ['16', '32'] : ['500', '1000']
      const [one] = await runPrograms([
        training(task, 'one', ['--steps', '1', '--batch-size', both]),
      ])
      expect([one.code, one.output]).toEqual([0, one.output])
      const two = training(task, 'two', ['--steps', '1', '--batch-size', each])
      const start = ['-m', 'torch.distributed.run', '--standalone', '--nproc_per_node', '2']
      const ended = await runPython(fullPython ?? '', folder, [...start, ...two.args])
      expect([ended.code, ended.stderr]).toEqual([0, ended.stderr])
      expect(await difference(task, 'model', 'one')).toBeGreaterThan(1e-3)
      expect(await difference(task, 'one', 'two')).toBeLessThan(1e-5)
    },
  )

  it('reads, sets aside and measures as the lab does, whatever the options', patience, async () => {
    const names = [...tasks, ...variants.map(({ name }) => name)]
    const outcomes = await runPrograms(
      names.map((name) => ({ folder: of(name).folder, args: ['aside.py', of(name).data] })),
    )
    for (const [index, { code, output }] of outcomes.entries()) {
      const name = names[index]
      expect([name, code, output]).toEqual([name, 0, output])
      const found = asideSchema.parse(JSON.parse(output))
      expect([name, found.aside]).toEqual([name, await asideInLab(of(name))])
      expect(Math.abs(found.loss - of(name).loss), name).toBeLessThan(1e-5)
    }
  })

  it('learns with every option', patience, async () => {
    const outcomes = await runPrograms(
      variants.map(({ name }) => training(name, 'learned', ['--epochs', '3'])),
    )
    for (const [index, outcome] of outcomes.entries()) {
      const epochs = epochsIn(outcome)
      expect([variants[index].name, outcome.code, epochs.length, outcome.output]).toEqual([
        variants[index].name,
        0,
        3,
        outcome.output,
      ])
      expect(Number.isFinite(epochs[2].valLoss)).toBe(true)
    }
  })

  it('says in a sentence what it cannot read', patience, async () => {
    const { folder } = of('classification')
    const file = join(place, 'rows.parquet')
    await writeFile(file, 'PAR1')
    const outcomes = await runPrograms([
      { folder, args: ['train.py', '--data', file] },
      { folder, args: ['train.py', '--data', join(place, 'nowhere.csv')] },
    ])
    expect(outcomes[0]).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^rows\.parquet is no table that train\.py reads/),
    })
    expect(outcomes[1]).toMatchObject({ code: 1, output: expect.stringContaining('nowhere.csv') })
  })
})
