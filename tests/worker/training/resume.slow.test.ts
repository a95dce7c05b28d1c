// A run that was taken up again goes on as if it had never stopped: the same steps, epochs, weights and kept model.
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OptimizerOptions } from '#shared/experiment/training'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import type { TrainOutcome } from '#shared/protocol/trainer-api'
import { startBackend, tf } from '../../../src/worker/backend'
import { isSaved } from '../../../src/worker/model/save'
import { lastStepOf, stepsOf, tinyExperiment, tinyLayers } from './synthetic'
import { checkpointsOf, dropoutLayers, epochsOf, trainTiny } from './train-tiny'

let folder = ''
let tensors = 0

beforeAll(async () => {
  await startBackend()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-resume-'))
  tensors = tf.memory().numTensors
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
  expect(tf.memory().numTensors).toBe(tensors)
})

const whole = () => join(folder, 'whole')
const parts = () => join(folder, 'parts')

async function made(path: string): Promise<string> {
  await mkdir(path)
  return path
}

// What differs from run to run is only time.
function numbersOf(steps: ReturnType<typeof stepsOf>) {
  return steps.map((step) => ({ ...step, milliseconds: 0, seconds: 0 }))
}

function untimed({ evaluation, ...outcome }: TrainOutcome) {
  return { ...outcome, seconds: 0, evaluation: { ...evaluation, seconds: 0 } }
}

/** Trains without a stop, and again with a stop after each of these steps. */
async function compare(experiment: Experiment, stops: readonly number[]) {
  await Promise.all([whole(), parts()].map(made))
  const undisturbed = await trainTiny({ folder: whole(), experiment })
  const told: Awaited<ReturnType<typeof trainTiny>>['events'] = []
  let last: Awaited<ReturnType<typeof trainTiny>> | undefined
  for (const stop of [...stops, Infinity]) {
    last = await trainTiny({
      folder: parts(),
      experiment,
      checkpoint: checkpointsOf(told).at(-1)?.file,
      onEvent: (event, control) => {
        if (lastStepOf(event) === stop) control.stop()
      },
    })
    told.push(...last.events)
  }
  if (!last) throw new Error('nothing was trained')
  expect(numbersOf(stepsOf(told))).toEqual(numbersOf(undisturbed.steps))
  expect(epochsOf(told)).toEqual(epochsOf(undisturbed.events))
  expect(last.weights).toEqual(undisturbed.weights)
  if (!last.outcome.ok || !undisturbed.outcome.ok) throw new Error('training failed')
  expect(untimed(last.outcome.value)).toEqual(untimed(undisturbed.outcome.value))
  return { undisturbed, told }
}

const optimizers: readonly OptimizerOptions[] = [
  { type: 'sgd', learningRate: 0.05 },
  { type: 'momentum', learningRate: 0.02, momentum: 0.9, nesterov: true },
  { type: 'rmsprop', learningRate: 0.005, rho: 0.9, momentum: 0.5, epsilon: 1e-7, centered: true },
  { type: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  { type: 'adamw', learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-7, weightDecay: 0.01 },
  { type: 'nadam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  { type: 'adagrad', learningRate: 0.05, initialAccumulatorValue: 0.1 },
]
// Seven steps an epoch: within the first, within the second, and with the last step of one.
const stops = [3, 7, 12]

const plateau = {
  type: 'reduceOnPlateau',
  patience: 1,
  minDelta: 1,
  cooldown: 1,
} as const

const keepLast = { patience: 100, restoreBestWeights: false }

describe('the curve after going on is the undisturbed one, bit by bit', () => {
  it.each(optimizers)('$type', async (optimizer) => {
    const training = { optimizer, schedule: { type: 'cosine', warmupSteps: 4 } } as const
    const { told } = await compare(tinyExperiment(training), stops)
    expect(stepsOf(told)).toHaveLength(21)
  })

  const cases: [string, ExperimentInput['training']][] = [
    ['without shuffling, with clipping', { shuffle: false, clipNorm: 0.1, clipValue: 0.05 }],
    ['a rate that falls on a plateau', { epochs: 6, schedule: plateau, bestMetric: 'valLoss' }],
    ['early stopping', { epochs: 8, earlyStopping: { patience: 2, minDelta: 0.5 } }],
  ]
  it.each(cases)('%s', async (_name, training) => {
    await compare(tinyExperiment(training), [3, 7, 12, 18])
  })

  it('every kind of dropout', async () => {
    await compare(tinyExperiment({ epochs: 2 }, dropoutLayers), [5])
  })

  it('more epochs than were planned', async () => {
    const optimizer = { type: 'adam', learningRate: 0.01 } as const
    const [long, short] = await Promise.all([
      trainTiny({ folder: await made(whole()), experiment: tinyExperiment({ optimizer }) }),
      trainTiny({
        folder: await made(parts()),
        experiment: tinyExperiment({ optimizer, epochs: 2 }),
      }),
    ])
    const checkpoint = checkpointsOf(short.events).at(-1)?.file
    const experiment = tinyExperiment({ optimizer })
    const rest = await trainTiny({ folder: parts(), experiment, checkpoint })
    expect(numbersOf([...short.steps, ...rest.steps])).toEqual(numbersOf(long.steps))
    expect(rest.outcome).toMatchObject({ ok: true, value: { state: 'done', epochs: 3 } })
  })
})

describe('going on', () => {
  it('from any checkpoint gives the rest, also from one at an epoch end', async () => {
    const experiment = tinyExperiment({ epochs: 2, checkpoint: { steps: 2 } })
    const { events, steps } = await trainTiny({ folder, experiment })
    const checkpoints = checkpointsOf(events)
    expect(checkpoints.map(({ step, epoch, stepInEpoch }) => [step, epoch, stepInEpoch])).toEqual([
      [2, 1, 2],
      [4, 1, 4],
      [6, 1, 6],
      [7, 2, 0],
      [8, 2, 1],
      [10, 2, 3],
      [12, 2, 5],
      [14, 3, 0],
    ])
    for (const { file, step } of checkpoints) {
      const rest = await trainTiny({ folder, experiment, checkpoint: file })
      expect(numbersOf(rest.steps)).toEqual(numbersOf(steps.slice(step)))
      const left = epochsOf(events).filter((epoch) => epoch.step > step)
      expect(epochsOf(rest.events)).toEqual(left)
    }
  })

  it('puts the kept model back when model/ holds one from after the checkpoint', async () => {
    const experiment = tinyExperiment({ epochs: 3, earlyStopping: keepLast })
    const { events } = await trainTiny({ folder, experiment })
    expect(await isSaved(folder, 21)).toBe(true)
    const [first] = checkpointsOf(events)
    const { events: told } = await trainTiny({
      folder,
      experiment,
      checkpoint: first.file,
      onEvent: (event, control) => {
        if (event.type !== 'steps') return
        control.stop()
        control.stop()
      },
    })
    expect(told.find(({ type }) => type === 'kept')).toMatchObject({ kept: { epoch: 1, step: 7 } })
    expect(await isSaved(folder, 7)).toBe(true)
  })

  it('counts the seconds on', async () => {
    const experiment = tinyExperiment({ epochs: 2 })
    const first = await trainTiny({
      folder,
      experiment,
      onEvent: (event, control) => {
        if (lastStepOf(event) === 4) control.stop()
      },
    })
    const checkpoint = checkpointsOf(first.events).at(-1)?.file
    const { steps } = await trainTiny({ folder, experiment, checkpoint })
    const seconds = [...first.steps, ...steps].map((step) => step.seconds)
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b))
  })

  it('refuses a checkpoint of another experiment, and leaves the folder as it was', async () => {
    const { events } = await trainTiny({ folder, experiment: tinyExperiment({ epochs: 1 }) })
    const [{ file }] = checkpointsOf(events)
    const files = await readdir(folder, { recursive: true })
    const layers = [tinyLayers[0], { type: 'GRU', units: 8 } as const, tinyLayers[2]]
    const { findMismatch, readCheckpoint } =
      await import('../../../src/worker/training/checkpoint/file')
    const { buildModel } = await import('../../../src/worker/model/build')
    const { trainableVariables } = await import('../../../src/worker/training/step')
    const stored = await readCheckpoint(folder, file)
    if (!stored.ok) throw new Error(stored.message)
    const others = [
      tinyExperiment({}, layers),
      tinyExperiment({ optimizer: { type: 'adam' } }),
      tinyExperiment({ earlyStopping: {} }),
    ]
    for (const experiment of others) {
      const { model } = buildModel(experiment)
      const found = findMismatch(stored.value, experiment, trainableVariables(model), 7)
      expect(found).toMatchObject({ ok: false, code: 'run-unreadable' })
      model.dispose()
    }
    expect(await readdir(folder, { recursive: true })).toEqual(files)
  })
})
