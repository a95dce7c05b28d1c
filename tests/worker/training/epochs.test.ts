// The training loop on a small dataset: repeatable, stoppable, and without a tensor left behind.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LayerInput } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend, tf } from '../../../src/worker/backend'
import type { RunControl } from '../../../src/worker/training/run-control'
import { lastStepOf, stepsOf, tinyExperiment, tinyLayers } from './synthetic'
import { dropoutLayers, trainTiny } from './train-tiny'

let folder = ''
let tensors = 0

beforeAll(async () => {
  await startBackend()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-epochs-'))
  tensors = tf.memory().numTensors
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
  expect(tf.memory().numTensors).toBe(tensors)
})

async function run(
  experiment: Experiment,
  onEvent: (event: TrainerEvent, control: RunControl) => void = () => {},
  classes = 2,
) {
  const result = await trainTiny({ folder, experiment, onEvent, classes })
  const losses = result.steps.map(({ loss, gradientNorm }) => [loss, gradientNorm])
  return { ...result, losses }
}

describe('a whole run', () => {
  it('learns, tells of each step and epoch, and keeps the model', async () => {
    const experiment = tinyExperiment({
      epochs: 12,
      optimizer: { type: 'adam', learningRate: 0.02 },
    })
    const { outcome, events } = await run(experiment)
    if (!outcome.ok) throw new Error(outcome.message)
    // 100 rows in batches of 16: the last one holds 4.
    expect(outcome.value).toMatchObject({ state: 'done', epochs: 12, steps: 84 })
    expect(stepsOf(events).map(({ step }) => step)).toEqual(
      Array.from({ length: 84 }, (_, index) => index + 1),
    )
    const epochs = events.filter((event) => event.type === 'epoch').map(({ metrics }) => metrics)
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual(
      Array.from({ length: 12 }, (_, index) => [index + 1, (index + 1) * 7]),
    )
    expect(epochs[11].loss).toBeLessThan(epochs[0].loss * 0.7)
    // By validation accuracy; the first of equals.
    const best = epochs.reduce((most, one) => (one.valAccuracy > most.valAccuracy ? one : most))
    const { kept, evaluation } = outcome.value
    expect(kept).toEqual({
      epoch: best.epoch,
      step: best.step,
      metric: 'valAccuracy',
      value: best.valAccuracy,
    })
    expect(evaluation).toMatchObject({ rows: 25, loss: best.valLoss, accuracy: best.valAccuracy })
    const weights = `weights-${best.step}.bin`
    expect((await readdir(join(folder, 'model'))).sort()).toEqual(['model.json', weights])
    const saved = await readFile(join(folder, 'model', 'model.json'), 'utf8')
    expect(JSON.parse(saved)).toMatchObject({ weightsManifest: [{ paths: [weights] }] })
  })

  it.each(['categoricalCrossentropy', 'sparseCategoricalCrossentropy'] as const)(
    'takes three classes with %s',
    async (loss) => {
      const layers: LayerInput[] = [
        ...tinyLayers.slice(0, 2),
        { type: 'Dense', units: 3, activation: 'softmax' },
      ]
      const { outcome } = await run(tinyExperiment({ loss, epochs: 1 }, layers), undefined, 3)
      if (!outcome.ok) throw new Error(outcome.message)
      const { evaluation } = outcome.value
      expect(evaluation?.kind === 'classification' && evaluation.confusion).toHaveLength(3)
    },
  )

  it('takes texts of any length', async () => {
    const experiment = tinyExperiment({ epochs: 1 }, tinyLayers, { sequenceLength: null })
    const { outcome } = await run(experiment)
    expect(outcome).toMatchObject({ ok: true, value: { state: 'done', steps: 7 } })
  })
})

describe('the seed', () => {
  it.each([
    ['plain', tinyLayers],
    ['every kind of dropout', dropoutLayers],
  ])('gives the same steps again: %s', async (_name, layers) => {
    const first = await run(tinyExperiment({ epochs: 2, seed: 9 }, layers))
    const second = await run(tinyExperiment({ epochs: 2, seed: 9 }, layers))
    const other = await run(tinyExperiment({ epochs: 2, seed: 10 }, layers))
    expect(second.losses).toEqual(first.losses)
    expect(other.losses).not.toEqual(first.losses)
  })

  it('orders the rows anew each epoch, unless shuffle is off', async () => {
    const frozen = { type: 'sgd', learningRate: 1e-30 } as const
    const shuffled = await run(tinyExperiment({ epochs: 2, optimizer: frozen }))
    const fixed = await run(tinyExperiment({ epochs: 2, optimizer: frozen, shuffle: false }))
    expect(shuffled.losses.slice(0, 7)).not.toEqual(shuffled.losses.slice(7))
    expect(fixed.losses.slice(0, 7)).toEqual(fixed.losses.slice(7))
  })

  it('draws other dropout masks at each step', async () => {
    const frozen = { type: 'sgd', learningRate: 1e-30 } as const
    const options = { epochs: 2, batchSize: 100, optimizer: frozen, shuffle: false }
    const { losses } = await run(tinyExperiment(options, dropoutLayers))
    expect(losses[0]).not.toEqual(losses[1])
  })
})

describe('an early end', () => {
  it('keeps what was learned within an epoch', async () => {
    const { outcome } = await run(tinyExperiment(), (event, control) => {
      if (lastStepOf(event) === 3) control.stop()
    })
    expect(outcome).toMatchObject({
      ok: true,
      value: { state: 'stopped', epochs: 0, steps: 3, evaluation: { rows: 25 } },
    })
    expect(await readdir(join(folder, 'model'))).toContain('weights-3.bin')
  })

  it('leaves the closing measurement out when asked twice', async () => {
    const { outcome } = await run(tinyExperiment(), (event, control) => {
      if (lastStepOf(event) !== 3) return
      control.stop()
      control.stop()
    })
    expect(outcome).toMatchObject({ ok: true, value: { state: 'stopped', evaluation: null } })
  })

  it('is done when the stop comes with the last step', async () => {
    const { outcome } = await run(tinyExperiment({ epochs: 1 }), (event, control) => {
      if (lastStepOf(event) === 7) control.stop()
    })
    expect(outcome).toMatchObject({ ok: true, value: { state: 'done', epochs: 1 } })
  })

  it('names epoch and step when the loss is no number, and keeps the model of the last epoch', async () => {
    const layers: LayerInput[] = [
      { type: 'Embedding', units: 8 },
      { type: 'SimpleRNN', units: 8, activation: 'relu', returnSequences: true },
      { type: 'SimpleRNN', units: 8, activation: 'linear' },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ]
    const optimizer = { type: 'sgd', learningRate: 10 } as const
    const { outcome, events } = await run(tinyExperiment({ optimizer, epochs: 50 }, layers))
    expect(outcome).toMatchObject({ ok: false, code: 'training-failed' })
    if (outcome.ok) return
    expect(outcome.message).toMatch(/epoch \d+, step \d+.*learningRate \(now 10\).*clipNorm to 1/)
    expect(stepsOf(events).every(({ loss }) => Number.isFinite(loss))).toBe(true)
  })

  it('names the file that cannot be written', async () => {
    await writeFile(join(folder, 'model'), 'in the way')
    const { outcome } = await run(tinyExperiment())
    expect(outcome).toMatchObject({ ok: false, code: 'write-failed' })
    if (!outcome.ok) expect(outcome.message).toContain(join(folder, 'model'))
  })
})
