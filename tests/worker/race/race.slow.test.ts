// Races of real networks: the same numbers as runs by themselves, all four tasks, and every way to end.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, afterEach } from 'vitest'
import { raceSchema, type Race } from '#shared/domain/inside/race'
import { summarizeModel } from '#shared/domain/model-summary'
import type { LayerInput } from '#shared/experiment/layers'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import { withCell } from '#shared/experiment/with-cell'
import type { Result } from '#shared/protocol/result'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend, tf } from '../../../src/worker/backend'
import { runRace } from '../../../src/worker/race/race'
import { RunControl } from '../../../src/worker/training/run-control'
import { rhyme, textExperiment } from '../tasks/language-model/tiny-text'
import { tinyExperiment } from '../tasks/seq2seq/tiny'
import { experimentOn as taggingOn, linesOf, recurrentLayers } from '../tasks/tagging/sentences'
import { DataFiles } from '../text/data-files'
import { csvOf, experimentOn, trainIn } from '../trained-run'
import { stepsOf } from '../training/synthetic'

const files = new DataFiles()
let tensors = 0
let races = 0

beforeAll(async () => {
  await startBackend()
  files.write('data.csv', csvOf(120))
})
beforeEach(() => {
  tensors = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors)
})
afterAll(() => files.remove())

interface Options {
  readonly onEvent?: (event: TrainerEvent, control: RunControl) => void
  readonly file?: string
  readonly mostPoints?: number
}

async function race(experiments: readonly Experiment[], options: Options = {}) {
  const id = `race-${++races}`
  const file = options.file ?? join(files.root, `${id}.json`)
  const events: TrainerEvent[] = []
  const control = new RunControl()
  const emit = (event: TrainerEvent) => {
    events.push(event)
    options.onEvent?.(event, control)
  }
  const variants = experiments.map((experiment, index) => ({ name: `V${index + 1}`, experiment }))
  const { mostPoints } = options
  const limits = { pointGapMs: 0, mostPoints }
  const work = { requestId: 'race-1', id, name: 'Race', file, variants }
  const result = await runRace(work, emit, control, limits)
  return { result, events, file, written: () => JSON.parse(readFileSync(file, 'utf8')) as unknown }
}

function unwrap(result: Result<Race>): Race {
  if (!result.ok) throw new Error(result.message)
  return result.value
}

/** What JSON makes of a race. */
const asKept = (value: Race): unknown => JSON.parse(JSON.stringify(value))

const dropout: LayerInput[] = [
  { type: 'Embedding', units: 6 },
  { type: 'SpatialDropout1D', rate: 0.2 },
  {
    type: 'Bidirectional',
    layer: { type: 'GRU', units: 5, dropout: 0.2, recurrentDropout: 0.2, returnSequences: true },
  },
  { type: 'LSTM', units: 4 },
  { type: 'Dense', units: 1, activation: 'sigmoid' },
]

function classification(): Experiment {
  return experimentOn(files.root, {
    training: { schedule: { type: 'reduceOnPlateau', patience: 1 }, epochs: 3 },
  })
}

const tasks: readonly (readonly [string, () => Experiment])[] = [
  ['classification', classification],
  [
    'tagging',
    () =>
      taggingOn(files.write('data.conll', linesOf(60)), recurrentLayers, {
        training: { batchSize: 8, epochs: 2, wordDropout: 0.1 },
      }),
  ],
  [
    'language-model',
    () =>
      textExperiment(files.write('rhyme.txt', rhyme), { training: { epochs: 2, stateful: true } }),
  ],
  [
    'seq2seq',
    () =>
      tinyExperiment({
        attention: 'luong',
        data: { generator: { type: 'addition', rows: 100, digits: 2 } },
        text: { level: 'character', vocabularySize: 20, target: { vocabularySize: 16 } },
        training: { epochs: 2, batchSize: 8 },
      }),
  ],
]

describe('a race', () => {
  it.each(tasks)(
    'of %s trains each variant as a run by itself would, to the bit',
    async (_name, make) => {
      const base = make()
      const variants = [withCell(base, 'SimpleRNN'), withCell(base, 'LSTM'), withCell(base, 'GRU')]
      const { result, events, written } = await race(variants)
      const value = unwrap(result)
      expect(value).toMatchObject({ state: 'done', message: null })
      expect(raceSchema.parse(written())).toEqual(raceSchema.parse(asKept(value)))
      for (const [index, experiment] of variants.entries()) {
        const folder = join(files.root, `run-${races}-${index}`)
        mkdirSync(folder)
        const alone = await trainIn(folder, experiment)
        const steps = stepsOf(alone.events)
        expect(value.points.map(({ loss }) => loss[index])).toEqual(steps.map(({ loss }) => loss))
        expect(value.points.map(({ accuracy }) => accuracy[index])).toEqual(
          steps.map(({ accuracy }) => accuracy),
        )
        const epochs = alone.events.flatMap((one) => (one.type === 'epoch' ? [one.metrics] : []))
        expect(value.epochs.slice(1).map(({ variants: all }) => all[index])).toMatchObject(
          epochs.map(({ loss, accuracy, valLoss, valAccuracy, extras = {} }) => ({
            ...{ loss, accuracy, valLoss, valAccuracy },
            extras: Object.fromEntries(
              Object.entries(extras).filter(([, one]) => Number.isFinite(one)),
            ),
          })),
        )
        expect(value.variants[index]).toMatchObject({
          ...{ name: `V${index + 1}`, experiment, message: null },
          parameters: summarizeModel(experiment).total,
        })
      }
      const told = events.flatMap((one) => (one.type === 'race-points' ? one.points : []))
      expect(told).toEqual(value.points)
      const types = events.map(({ type }) => type).filter((type) => type.startsWith('race-'))
      expect(types.slice(0, 3)).toEqual(['race-started', 'race-epoch', 'race-points'])
      // How far back: something at every distance, most near the end, before training and after.
      for (const { variants: all } of value.epochs) {
        for (const { norms } of all) {
          expect(norms.length).toBeGreaterThan(3)
          expect(norms.every((norm) => norm > 0)).toBe(true)
        }
      }
    },
  )

  it('of networks with dropout and two layers trains them alike', async () => {
    const base = experimentOn(files.root)
    const deep = experimentOn(files.root, { model: { layers: dropout } })
    const value = unwrap((await race([deep, base, deep])).result)
    const alone = await trainIn(files.root, deep)
    const losses = stepsOf(alone.events).map(({ loss }) => loss)
    expect(value.points.map(({ loss }) => loss[0])).toEqual(losses)
    expect(value.points.map(({ loss }) => loss[2])).toEqual(losses)
  })

  it('keeps what there is when it is stopped', async () => {
    const base = experimentOn(files.root, { training: { epochs: 50 } })
    const { result, written } = await race([base, withCell(base, 'LSTM')], {
      onEvent: (event, control) => {
        if (event.type === 'race-points' && event.points[0].step === 8) control.stop()
      },
    })
    const value = unwrap(result)
    expect(value).toMatchObject({
      state: 'stopped',
      message: null,
      epochs: [{ epoch: 0 }, { epoch: 1 }],
    })
    expect(value.points.at(-1)?.step).toBe(8)
    expect(written()).toEqual(asKept(value))
  })

  it('that is stopped while it reads its data keeps nothing', async () => {
    const base = experimentOn(files.root)
    const { result, events } = await race([base, withCell(base, 'LSTM')], {
      onEvent: (event, control) => event.type === 'progress' && control.stop(),
    })
    expect(result).toMatchObject({ ok: false, code: 'stopped' })
    expect(events.some(({ type }) => type === 'race-started')).toBe(false)
  })

  it('goes on without a variant whose loss is no number', async () => {
    const base = experimentOn(files.root, { text: { sequenceLength: 60 } })
    const parsed = parseExperiment({
      ...base,
      model: {
        layers: [
          { type: 'Embedding', units: 6 },
          { type: 'SimpleRNN', units: 64, activation: 'linear', recurrentInitializer: 'ones' },
          { type: 'Dense', units: 1, activation: 'sigmoid' },
        ],
      },
    })
    if (!parsed.ok) throw new Error(parsed.message)
    const value = unwrap((await race([parsed.value, base])).result)
    expect(value.state).toBe('done')
    expect(value.variants[0].message).toMatch(
      /^The loss stopped being a number in step 1, so V1 dropped out\. Lower training\.optimizer\.learningRate \(now 0\.001\)/,
    )
    expect(value.variants[1]).toMatchObject({ message: null, headline: { name: 'valAccuracy' } })
    expect(value.points.at(-1)).toMatchObject({ step: 12, loss: [null, expect.any(Number)] })
    expect(value.epochs[2].variants).toMatchObject([
      { loss: null, valLoss: null, norms: [], horizon: null },
      { loss: expect.any(Number), valLoss: expect.any(Number) },
    ])
    const alone = unwrap((await race([parsed.value, parsed.value])).result)
    expect(alone).toMatchObject({ state: 'failed', message: 'Every variant dropped out.' })
  })

  it('says when it could not be kept, and goes on', async () => {
    const base = experimentOn(files.root)
    const file = join(files.root, 'nowhere', 'race.json')
    const value = unwrap((await race([base, withCell(base, 'LSTM')], { file })).result)
    expect(value.state).toBe('done')
    expect(value.message).toMatch(/^The race could not be kept: .*race\.json could not be written/)
    expect(value.epochs).toHaveLength(3)
  })

  it('fails with the sentence of what is wrong with a variant', async () => {
    const base = experimentOn(files.root)
    const [embedding, recurrent] = base.model.layers
    const layers = [embedding, recurrent, { type: 'Dense', units: 5, activation: 'softmax' }]
    const wrong = parseExperiment({ ...base, model: { layers } })
    if (!wrong.ok) throw new Error(wrong.message)
    const { result } = await race([base, wrong.value])
    expect(result).toMatchObject({
      code: 'experiment-invalid',
      message: expect.stringMatching(/^The variant "V2": /),
    })
  })

  it('keeps a bounded number of points, which stand for all steps', async () => {
    const base = experimentOn(files.root, { training: { epochs: 5 } })
    const { result, events } = await race([base, withCell(base, 'LSTM')], { mostPoints: 8 })
    const { points } = unwrap(result)
    expect(points.length).toBeLessThanOrEqual(8)
    expect(points.at(-1)?.step).toBe(30)
    const told = events.flatMap((one) => (one.type === 'race-points' ? one.points : []))
    expect(told).toHaveLength(30)
    const sum = points.reduce(
      (total, { step, loss }, index) =>
        total + (loss[1] ?? 0) * (step - (points[index - 1]?.step ?? 0)),
      0,
    )
    expect(sum / 30).toBeCloseTo(
      told.reduce((total, { loss }) => total + (loss[1] ?? 0), 0) / 30,
      10,
    )
  })
})
