// Sweeps: what a sweep file may say, which runs come of it, and what becomes of options when a type changes.
import { describe, expect, it } from 'vitest'
import { parseExperiment } from '#shared/experiment/parse'
import { countRuns, expandSweep, parseSweep, type SweepOptions } from '#shared/experiment/sweep'

const base = {
  name: 'Base',
  task: 'classification',
  data: { path: 'reviews.csv' },
  text: { sequenceLength: 8 },
  model: {
    layers: [
      { type: 'Embedding', units: 8 },
      { type: 'LSTM', units: 4, dropout: 0.1, unitForgetBias: false },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ],
  },
}
const sweep = { experiment: base, grid: { 'training.epochs': [1, 2] } }

/** The runs of a sweep over the base, or of another experiment. */
function runsOf(options: Partial<SweepOptions>, experiment: unknown = base) {
  const expanded = expandSweep(experiment, { name: null, grid: {}, seeds: [], ...options })
  if (!expanded.ok) throw new Error(expanded.message)
  return expanded.value
}

function messageOf(grid: SweepOptions['grid'], seeds: number[] = []): string {
  const expanded = expandSweep(base, { name: null, grid, seeds })
  return expanded.ok ? 'accepted' : expanded.message
}

describe('a sweep file', () => {
  it('gets its defaults', () => {
    expect(parseSweep(sweep, 'a.json')).toEqual({
      ok: true,
      value: { format: 'unroll-sweep/1', name: null, seeds: [], ...sweep },
    })
  })

  it('may name its experiment', () => {
    expect(parseSweep({ experiment: 'imdb-lstm', seeds: [1] }, 'a.json')).toMatchObject({
      ok: true,
      value: { experiment: 'imdb-lstm', grid: {}, seeds: [1] },
    })
  })

  it.each<[string, unknown, RegExp]>([
    [
      'an unknown key',
      { ...sweep, grids: {} },
      /^a\.json: grids: unknown key\. Did you mean "grid"/,
    ],
    ['another format', { ...sweep, format: 'unroll-sweep/2' }, /^a\.json: format: got "unroll-swe/],
    [
      'no experiment',
      { grid: sweep.grid },
      /^a\.json: experiment: .*name of its file, or a preset/,
    ],
    [
      'no list of values',
      { ...sweep, grid: { 'training.epochs': 2 } },
      /grid\.training\.epochs: got 2/,
    ],
    [
      'a seed that is none',
      { ...sweep, seeds: [1.5] },
      /^a\.json: seeds\.0: got 1\.5; expected int/,
    ],
    ['nothing to change', { experiment: base }, /^a\.json: nothing is changed\. Name keys/],
    [
      'no values',
      { ...sweep, grid: { 'training.epochs': [] } },
      /grid\.training\.epochs: has no val/,
    ],
    [
      'a value twice',
      { ...sweep, grid: { 'training.epochs': [1, 2, 1] } },
      /epochs: 1 is there twice/,
    ],
    ['a seed twice', { ...sweep, seeds: [3, 3] }, /^a\.json: seeds: 3 is there twice/],
    [
      'a name',
      { ...sweep, grid: { name: ['a', 'b'] } },
      /grid\.name: the sweep names its runs itself/,
    ],
    [
      'a key in two ways',
      { ...sweep, grid: { 'layers.1.units': [1], 'model.layers.1.units': [2] } },
      /grid\.model\.layers\.1\.units: sets the same as grid\.layers\.1\.units/,
    ],
    [
      'seeds in two ways',
      { ...sweep, grid: { 'training.seed': [1] }, seeds: [2] },
      /^a\.json: seeds: sets the same as grid\.training\.seed/,
    ],
    [
      'too many runs',
      { ...sweep, seeds: Array.from({ length: 501 }, (_, index) => index) },
      /^a\.json: 1,002 runs are too many; at most 1,000/,
    ],
  ])('is refused with %s', (_name, input, message) => {
    const parsed = parseSweep(input, 'a.json')
    expect(parsed.ok ? 'accepted' : parsed.message).toMatch(message)
  })
})

describe('the runs of a sweep', () => {
  const grid = {
    'layers.1.type': ['SimpleRNN', 'GRU'],
    'training.optimizer.learningRate': [0.001, 0.01],
  }

  it('are the product, the last key faster and the seeds fastest, each with its name', () => {
    const runs = runsOf({ name: 'Cells', grid, seeds: [1, 2] })
    expect(runs.map(({ experiment }) => experiment.name)).toEqual([
      'Cells, SimpleRNN, 0.001, seed 1',
      'Cells, SimpleRNN, 0.001, seed 2',
      'Cells, SimpleRNN, 0.01, seed 1',
      'Cells, SimpleRNN, 0.01, seed 2',
      'Cells, GRU, 0.001, seed 1',
      'Cells, GRU, 0.001, seed 2',
      'Cells, GRU, 0.01, seed 1',
      'Cells, GRU, 0.01, seed 2',
    ])
    expect(runs[6].settings).toEqual({
      'model.layers.1.type': 'GRU',
      'training.optimizer.learningRate': 0.01,
      'training.seed': 1,
    })
    expect(runs[6].experiment).toMatchObject({
      model: { layers: [{}, { type: 'GRU', units: 4 }, {}] },
      training: { optimizer: { type: 'rmsprop', learningRate: 0.01 }, seed: 1 },
    })
    expect(countRuns({ grid, seeds: [1, 2] })).toBe(8)
  })

  it('leave the experiment as it was', () => {
    const before = structuredClone(base)
    runsOf({ grid, seeds: [1] })
    expect(base).toEqual(before)
  })

  it('reach into what is null', () => {
    const [run] = runsOf({ grid: { 'training.earlyStopping.patience': [2] } }, defaults(base))
    expect(run.experiment.training.earlyStopping).toMatchObject({ monitor: 'valLoss', patience: 2 })
  })

  it('have the default optimizer where the experiment names none, and that of a type where only a type is set', () => {
    const [rate] = runsOf({ grid: { 'training.optimizer.learningRate': [0.5] } })
    expect(rate.experiment.training.optimizer).toMatchObject({ type: 'rmsprop', learningRate: 0.5 })
    const [type] = runsOf({ grid: { 'training.optimizer.type': ['sgd'] } })
    expect(type.experiment.training.optimizer).toEqual({ type: 'sgd', learningRate: 0.01 })
  })

  it('set whole objects before keys in them, and types before options, in whatever order they are named', () => {
    const [run] = runsOf({
      grid: {
        'training.optimizer.beta1': [0.8],
        'training.optimizer.type': ['adam'],
        'training.optimizer': [{ type: 'sgd', learningRate: 0.5 }],
      },
    })
    expect(run.experiment.training.optimizer).toMatchObject({
      type: 'adam',
      learningRate: 0.5,
      beta1: 0.8,
    })
  })
})

describe('a type that changes', () => {
  it('keeps the options that the new layer has, and drops the others', () => {
    const [simple, gru] = runsOf(
      { grid: { 'layers.1.type': ['SimpleRNN', 'GRU'] } },
      defaults(base),
    )
    const kept = { units: 4, dropout: 0.1, useBias: true }
    expect(simple.experiment.model.layers[1]).toMatchObject({ type: 'SimpleRNN', ...kept })
    expect(simple.experiment.model.layers[1]).not.toHaveProperty('recurrentActivation')
    expect(gru.experiment.model.layers[1]).toMatchObject({ type: 'GRU', ...kept })
    expect(gru.experiment.model.layers[1]).toHaveProperty('recurrentActivation')
    expect(gru.experiment.model.layers[1]).not.toHaveProperty('unitForgetBias')
  })

  it('does so inside Bidirectional', () => {
    const layers = base.model.layers.with(1, {
      type: 'Bidirectional',
      layer: base.model.layers[1],
    } as never) // the table's layers have units
    const experiment = defaults({ ...base, model: { layers } })
    const [run] = runsOf({ grid: { 'layers.1.layer.type': ['GRU'] } }, experiment)
    expect(run.experiment.model.layers[1]).toMatchObject({
      type: 'Bidirectional',
      mergeMode: 'concat',
      layer: { type: 'GRU', units: 4, dropout: 0.1 },
    })
  })

  it('does so for the optimizer and the schedule', () => {
    const experiment = defaults({
      ...base,
      training: {
        optimizer: { type: 'rmsprop', learningRate: 0.02, momentum: 0.5 },
        schedule: { type: 'step', epochs: 2, warmupSteps: 5 },
      },
    })
    const grid = {
      'training.optimizer.type': ['momentum', 'adam'],
      'training.schedule.type': ['cosine'],
    }
    const runs = runsOf({ grid }, experiment)
    expect(runs.map((run) => run.experiment.training)).toMatchObject([
      {
        optimizer: { type: 'momentum', learningRate: 0.02, momentum: 0.5, nesterov: false },
        schedule: { type: 'cosine', warmupSteps: 5 },
      },
      { optimizer: { type: 'adam', learningRate: 0.02, beta1: 0.9 }, schedule: { type: 'cosine' } },
    ])
    expect(runs.map((run) => run.experiment.name)).toEqual([
      'Base, optimizer momentum, schedule cosine',
      'Base, optimizer adam, schedule cosine',
    ])
  })

  it('does not hide a misspelt option', () => {
    const layers = [base.model.layers[0], { type: 'LSTM', unit: 4 }, base.model.layers[2]]
    const experiment = { ...base, model: { layers } }
    const grid = { 'layers.1.type': ['GRU'] }
    expect(expandSweep(experiment, { name: null, grid, seeds: [] })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/layers\.1\.unit: unknown key\. Did you mean "units"/),
    })
  })
})

describe('a combination that is wrong is named', () => {
  it.each<[string, SweepOptions['grid'], RegExp]>([
    [
      'a misspelt key',
      { 'training.epoch': [1] },
      /^The run with training\.epoch 1: training\.epoch: unknown key\. Did you mean "epochs"\?/,
    ],
    [
      'a key of nothing',
      { 'trainin.epochs': [1] },
      /trainin: unknown key\. Did you mean "training"\?/,
    ],
    [
      'no such layer',
      { 'layers.9.units': [1] },
      /layers is a list of 3; "9" is not an index of it/,
    ],
    ['a forbidden key', { 'text.__proto__.x': [1] }, /"__proto__" is not a key of an experiment/],
    [
      'a misspelt type',
      { 'layers.1.type': ['GRU', 'LSTN'] },
      /^The run with layers\.1\.type "LSTN": model\.layers\.1\.type: got "LSTN"; .*Did you mean "LSTM"/,
    ],
    [
      'an option that only one of the types has',
      { 'training.optimizer.type': ['adam', 'sgd'], 'training.optimizer.beta1': [0.8] },
      /^The run with training\.optimizer\.type "sgd", training\.optimizer\.beta1 0\.8: .*beta1: unknown/,
    ],
    [
      'too small a value',
      { 'training.epochs': [1, 0] },
      /^The run with training\.epochs 0: .*at least 1/,
    ],
  ])('%s', (_name, grid, message) => {
    expect(messageOf(grid)).toMatch(message)
  })
})

describe('the names of runs', () => {
  const namesOf = (grid: SweepOptions['grid'], name = 'S') =>
    runsOf({ name, grid }).map((run) => run.experiment.name)

  it('say which number is which', () => {
    expect(namesOf({ 'layers.1.units': [2], 'training.epochs': [3] })).toEqual([
      'S, units 2, epochs 3',
    ])
    expect(namesOf({ 'layers.0.units': [2], 'layers.1.units': [3] })).toEqual([
      'S, layers.0.units 2, layers.1.units 3',
    ])
  })

  it('name what is neither a word nor a number by its key', () => {
    expect(namesOf({ 'training.shuffle': [true, false] })).toEqual([
      'S, shuffle true',
      'S, shuffle false',
    ])
    expect(namesOf({ 'training.clipNorm': [null, 1] })).toEqual([
      'S, clipNorm null',
      'S, clipNorm 1',
    ])
    expect(namesOf({ 'training.optimizer': [{ type: 'sgd' }, { type: 'adam' }] })).toEqual([
      'S, optimizer sgd',
      'S, optimizer adam',
    ])
    const rates: SweepOptions['grid'][string] = [
      { type: 'sgd' },
      { type: 'sgd', learningRate: 0.1 },
    ]
    expect(namesOf({ 'training.optimizer': rates })).toEqual(['S, optimizer 1', 'S, optimizer 2'])
  })

  it('are cut to what a name may have, with the values whole', () => {
    const [name] = namesOf({ 'training.epochs': [3] }, 'x'.repeat(200))
    expect(name).toHaveLength(200)
    expect(name).toMatch(/x, 3$/)
  })
})

/** The experiment as the window has it, every default filled in. */
function defaults(experiment: unknown): unknown {
  const parsed = parseExperiment(experiment)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}
