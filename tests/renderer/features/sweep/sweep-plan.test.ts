// @vitest-environment ./tests/renderer/page-environment.ts
// Putting a sweep together: what can be varied, what is typed and ticked, and the runs that come of it.
import { describe, expect, it } from 'vitest'
import { experimentSchema, type Experiment } from '#shared/experiment/schema'
import { expandSweep, parseSweep } from '#shared/experiment/sweep'
import {
  mostAxes,
  SweepPlan,
  valueText,
} from '../../../../src/renderer/src/features/sweep/sweep-plan.svelte'
import { readSweepFile, sweepText } from '../../../../src/renderer/src/features/sweep/sweep-file'
import { sweepSettings } from '../../../../src/renderer/src/features/sweep/sweep-settings'
import { sweepTime } from '../../../../src/renderer/src/features/sweep/sweep-time'

const experiment: Experiment = experimentSchema.parse({
  name: 'Reviews',
  task: 'classification',
  data: { path: 'a.csv' },
  text: { sequenceLength: 16 },
  model: {
    layers: [
      { type: 'Embedding', units: 4 },
      { type: 'Bidirectional', layer: { type: 'LSTM', units: 8, returnSequences: true } },
      { type: 'GRU', units: 8, name: 'second' },
      { type: 'Dropout' },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ],
  },
  training: {
    optimizer: { type: 'adam' },
    epochs: 4,
    schedule: { type: 'cosine' },
    earlyStopping: {},
    classWeight: { pos: 2 },
  },
})
const rate = 'training.optimizer.learningRate'
const cell = 'model.layers.2.type'

function titleOf(path: string): string | undefined {
  return sweepSettings(experiment).find((setting) => setting.path === path)?.title
}

describe('what can be varied', () => {
  it.each([
    ['model.layers.0.units', 'Layer 1, units'],
    ['model.layers.1.layer.type', 'Layer 2, inside, type'],
    ['model.layers.1.mergeMode', 'Layer 2, merge'],
    [cell, 'Layer 3, type'],
    ['model.layers.3.rate', 'Layer 4, rate'],
    [rate, 'Learning rate'],
    ['training.optimizer.type', 'Optimizer'],
    ['training.batchSize', 'Batch size'],
    ['training.schedule.type', 'Schedule'],
    ['training.schedule.alpha', 'Schedule, alpha'],
    ['training.earlyStopping.patience', 'Early stopping, patience'],
    ['text.vocabularySize', 'Vocabulary size'],
    ['data.validationSplit', 'Validation split'],
  ])('%s is called %s', (path, title) => {
    expect(titleOf(path)).toBe(title)
  })

  it('leaves out what is set by the classes, and what may be there only once', () => {
    const paths = sweepSettings(experiment).map(({ path }) => path)
    expect(paths).not.toContain('model.layers.4.units')
    expect(paths.filter((path) => /name|seed/.test(path))).toEqual([])
    expect(new Set(paths).size).toBe(paths.length)
  })

  it('offers for each setting only what the experiment may have', () => {
    const refused = sweepSettings(experiment).flatMap((setting) => {
      const values =
        setting.kind === 'choice' ? setting.choices.map(({ value }) => value) : [setting.current]
      return values.flatMap((value) => {
        const runs = expandSweep(experiment, {
          name: null,
          grid: { [setting.path]: [value] },
          seeds: [],
        })
        return runs.ok ? [] : [`${setting.path} ${JSON.stringify(value)}: ${runs.message}`]
      })
    })
    // What does not fit the other layers is said in the dialog when it is chosen.
    expect(refused.map((message) => message.split(':')[0])).toEqual([
      'model.layers.3.type "SpatialDropout1D"',
      'training.loss "categoricalCrossentropy"',
      'training.loss "sparseCategoricalCrossentropy"',
    ])
  })
})

describe('a plan', () => {
  it('begins with what the experiment has, and makes the product of values and seeds', () => {
    const plan = new SweepPlan(experiment)
    expect(plan.count).toBe(0)
    expect(plan.runs).toMatchObject({ ok: false, message: 'Choose what to vary, or name seeds.' })
    plan.add(rate)
    plan.typeValues(rate, ['0.001', '0.01'])
    plan.add(cell)
    plan.tick(cell, 'LSTM', true)
    plan.typeSeeds(['1', '2', '3'])
    expect(plan.count).toBe(12)
    plan.name = ' Cells and rates '
    const request = plan.request()
    expect(request?.name).toBe('Cells and rates')
    expect(request?.runs).toHaveLength(12)
    expect(request?.runs[0].settings).toEqual({ [rate]: 0.001, [cell]: 'LSTM', 'training.seed': 1 })
    expect(request?.runs[0].experiment).toMatchObject({
      name: expect.stringMatching(/^Cells and rates, /),
      model: { layers: { 2: { type: 'LSTM', units: 8 } } },
    })
  })

  it('keeps ticks in the order of the choices, and takes them away', () => {
    const plan = new SweepPlan(experiment)
    plan.add(cell)
    plan.tick(cell, 'SimpleRNN', true)
    expect(plan.axes[0].values).toEqual(['SimpleRNN', 'GRU'])
    plan.tick(cell, 'SimpleRNN', false)
    plan.tick(cell, 'GRU', false)
    expect(plan.runs).toMatchObject({ ok: false, message: 'Layer 3, type has no values.' })
    plan.remove(cell)
    expect(plan.axes).toEqual([])
  })

  it('takes the word for none, and names what is no value', () => {
    const plan = new SweepPlan(experiment)
    const clip = 'training.clipNorm'
    plan.add(clip)
    expect(valueText(plan.axes[0].setting, plan.axes[0].values[0])).toBe('Off')
    plan.typeValues(clip, ['off', '1', 'many', '1.0'])
    expect(plan.axes[0].values).toEqual([null, 1])
    expect(plan.typing).toBe('"many" is no value for this.')
    plan.typeValues(clip, ['Off', '1'])
    expect(plan.typing).toBeNull()
    plan.typeSeeds(['1', '1.5'])
    expect([plan.seeds, plan.typing]).toEqual([[1], '"1.5" is no value for this.'])
  })

  it('keeps weights by class as they are beside the others', () => {
    const plan = new SweepPlan(experiment)
    plan.add('training.classWeight')
    plan.tick('training.classWeight', null, true)
    const [axis] = plan.axes
    expect(axis.values).toEqual([null, { pos: 2 }])
    expect(axis.values.map((value) => valueText(axis.setting, value))).toEqual([
      'All the same',
      'As it is',
    ])
    expect(plan.runs.ok).toBe(true)
  })

  it('varies no more settings than can be told apart', () => {
    const plan = new SweepPlan(experiment)
    for (const { path } of plan.settings) plan.add(path)
    expect(plan.axes).toHaveLength(mostAxes)
    expect(plan.free).toHaveLength(plan.settings.length - mostAxes)
  })

  it('names too many runs, and a value that the experiment refuses', () => {
    const plan = new SweepPlan(experiment)
    plan.typeSeeds(Array.from({ length: 1001 }, (_, index) => String(index)))
    expect(plan.runs).toMatchObject({ ok: false, message: expect.stringMatching(/^1,001 runs/) })
    plan.typeSeeds([])
    plan.add(rate)
    plan.typeValues(rate, ['0.001', '-1'])
    expect(plan.runs).toMatchObject({
      ok: false,
      message: 'Learning rate: got -1; must be more than 0.',
    })
  })
})

describe('the sweep file', () => {
  function planned(): SweepPlan {
    const plan = new SweepPlan(experiment)
    plan.add(rate)
    plan.typeValues(rate, ['0.001', '0.01'])
    plan.typeSeeds(['1', '2'])
    plan.name = 'Rates'
    return plan
  }

  function messageOf(sweep: object): string {
    const read = readSweepFile(JSON.stringify(sweep), 'rates.json', '/data')
    return read.ok ? '' : read.message
  }

  it('is read by the command line as the same runs', () => {
    const read = parseSweep(JSON.parse(sweepText(planned())), 'rates.json')
    if (!read.ok) throw new Error(read.message)
    const { name, grid, seeds } = read.value
    const runs = expandSweep(read.value.experiment, { name, grid, seeds })
    expect(runs.ok && runs.value).toEqual(planned().request()?.runs)
  })

  it('is opened as the same plan, its data beside it', () => {
    const read = readSweepFile(sweepText(planned()), 'rates.json', '/data')
    if (!read.ok) throw new Error(read.message)
    const { name, axes, seeds } = read.value
    expect({ name, axes, seeds }).toEqual({ name: 'Rates', axes: planned().axes, seeds: [1, 2] })
    expect(read.value.experiment.data.path).toBe('/data/a.csv')
  })

  it('takes the short paths of layers', () => {
    const plan = new SweepPlan(experiment)
    expect(
      plan.take({ name: null, grid: { 'layers.2.type': ['GRU', 'LSTM'] }, seeds: [] }),
    ).toBeNull()
    expect(plan.axes[0].setting.path).toBe(cell)
    expect(plan.name).toBe('Reviews')
  })

  it('is refused with a sentence when the dialog cannot show it', () => {
    expect(messageOf({ experiment: 'imdb-lstm.json', seeds: [1] })).toMatch(
      /^rates\.json takes its experiment from imdb-lstm\.json\./,
    )
    expect(messageOf({ experiment, grid: { 'data.path': ['a', 'b'] } })).toBe(
      'rates.json: It varies data.path, which cannot be varied here.',
    )
    expect(messageOf({ experiment })).toMatch(/^rates\.json: nothing is changed/)
  })
})

describe('the time that a sweep takes', () => {
  const runs = [
    { experiment, settings: {} },
    { experiment, settings: {} },
  ]

  it('is that of its epochs at the speed of the first run that has any', () => {
    const none = { name: 'New', seconds: 0, epochs: 0 }
    const old = { name: 'Old', seconds: 30, epochs: 3 }
    expect(sweepTime(runs, [none, old])).toEqual({ seconds: 80, by: 'Old' })
    expect(sweepTime(runs, [none])).toBeNull()
  })
})
