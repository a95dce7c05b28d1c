// What a run leaves for other tools: written live, anew after a resume, and anew at the end when the disk was full meanwhile.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MetricsExports } from '../../../../src/engine/runs/exports/metrics-exports'
import type { Metrics } from '../../../../src/engine/runs/read-metrics'
import { runFormat, type RunRecord } from '#shared/domain/run'
import { success, type Result } from '#shared/protocol/result'
import { temporaryFolder } from '../../sample'
import { epochOf, stepsOf, writtenEpochOf } from './metrics'
import { eventFileIn, readEvents } from './tensorboard/read-events'

const createdAt = '2026-03-04T05:06:07.500Z'
const startedAt = Date.parse(createdAt) / 1000
const all: Metrics = { epochs: [epochOf(1), epochOf(2)], steps: stepsOf(1, 5) }
const notNeeded = (): Promise<Result<Metrics>> =>
  Promise.reject(new Error('Nothing is missing, so nothing needs to be read.'))

function runFolder(): string {
  const folder = temporaryFolder()
  const record: RunRecord = {
    format: runFormat,
    id: 'a-run',
    name: 'A run',
    state: 'running',
    task: 'classification',
    createdAt,
    finishedAt: null,
    epochs: 0,
    plannedEpochs: 3,
    seconds: 0,
    seed: 7,
    bestValAccuracy: null,
    lastValAccuracy: null,
    headline: null,
    kept: null,
    position: null,
    resumed: 0,
    group: null,
    settings: {},
    parameters: 1,
    environment: null,
    message: null,
  }
  writeFileSync(join(folder, 'run.json'), JSON.stringify(record))
  return folder
}

/** What the files of a folder say, without the name of the event files. */
function contentsOf(folder: string) {
  return {
    csv: readFileSync(join(folder, 'metrics.csv'), 'utf8'),
    training: readEvents(eventFileIn(join(folder, 'tensorboard', 'training'))),
    validation: readEvents(eventFileIn(join(folder, 'tensorboard', 'validation'))),
  }
}

/** The files of a run that was never interrupted. */
async function written(): Promise<string> {
  const folder = runFolder()
  const exports = new MetricsExports(folder)
  exports.begin(null)
  exports.appendSteps(stepsOf(1, 2))
  exports.appendEpoch(epochOf(1))
  exports.appendSteps(stepsOf(3, 1))
  exports.appendSteps(stepsOf(4, 1))
  exports.appendEpoch(epochOf(2))
  exports.appendSteps(stepsOf(5, 1))
  await exports.close(notNeeded)
  return folder
}

describe('MetricsExports', () => {
  it('writes every step and epoch for spreadsheets and TensorBoard', async () => {
    const { csv, training, validation } = contentsOf(await written())
    expect(csv.split('\n')[0]).toMatch(/^step,epoch,loss,.*valAccuracy$/)
    expect(csv.match(/^\d+/gm)).toEqual(['1', '2', '3', '4', '5'])
    expect(training.map((event) => event.step)).toEqual([0, 1, 2, 2, 3, 4, 4, 5])
    expect(training[0]).toEqual({
      wallTime: startedAt,
      step: 0,
      version: 'brain.Event:2',
      scalars: {},
    })
    expect(training[2]).toEqual({
      wallTime: startedAt + 0.5,
      step: 2,
      version: null,
      scalars: {
        loss: 0.5,
        accuracy: 0.25,
        gradient_norm: 4,
        learning_rate: Math.fround(0.001),
        steps_per_second: 20,
      },
    })
    expect(training[3].scalars).toEqual({ epoch_loss: 0.5, epoch_accuracy: 0.25 })
    expect(validation.slice(1)).toEqual([
      {
        wallTime: startedAt + 0.5,
        step: 2,
        version: null,
        scalars: { epoch_loss: 0.75, epoch_accuracy: 0.125 },
      },
      {
        wallTime: startedAt + 1,
        step: 4,
        version: null,
        scalars: { epoch_loss: 0.375, epoch_accuracy: 0.25 },
      },
    ])
  })

  it('after a resume says the same as of a run that was never interrupted', async () => {
    const folder = await written()
    const before = contentsOf(folder)
    const exports = new MetricsExports(folder)
    exports.begin({ epochs: [epochOf(1)], steps: stepsOf(1, 3) })
    exports.appendSteps(stepsOf(4, 1))
    exports.appendEpoch(epochOf(2))
    exports.appendSteps(stepsOf(5, 1))
    await exports.close(notNeeded)
    expect(contentsOf(folder)).toEqual(before)
  })

  it('begins a later event file after a resume, so that a TensorBoard that looks on takes it up', async () => {
    const folder = await written()
    const before = eventFileIn(join(folder, 'tensorboard', 'training'))
    const exports = new MetricsExports(folder)
    exports.begin(all)
    await exports.close(notNeeded)
    expect(eventFileIn(join(folder, 'tensorboard', 'training')) > before).toBe(true)
  })

  it('writes the files anew at the end when they could not be written before', async () => {
    const folder = runFolder()
    // A file in the way of the folder, and a folder in the way of the file.
    writeFileSync(join(folder, 'tensorboard'), '')
    mkdirSync(join(folder, 'metrics.csv'))
    const exports = new MetricsExports(folder)
    exports.begin(null)
    exports.appendSteps(stepsOf(1, 2))
    await exports.close(() => {
      rmSync(join(folder, 'tensorboard'))
      rmSync(join(folder, 'metrics.csv'), { recursive: true })
      return Promise.resolve(success(all))
    })
    expect(contentsOf(folder)).toEqual(contentsOf(await written()))
  })

  it('leaves a run in peace whose files cannot be written at all', async () => {
    const folder = runFolder()
    writeFileSync(join(folder, 'tensorboard'), '')
    const exports = new MetricsExports(folder)
    exports.begin(null)
    exports.appendSteps(stepsOf(1, 2))
    await expect(exports.close(() => Promise.resolve(success(all)))).resolves.toBeUndefined()
    expect(readFileSync(join(folder, 'metrics.csv'), 'utf8')).toMatch(/^2,1,/m)
  })

  const names = ['perplexity', 'valPerplexity', 'valBitsPerCharacter']
  it.each([
    ['told before', names],
    ['not told before, so that the table is written anew', ['valPerplexity']],
  ])('writes what a task measures beside loss and accuracy: %s', async (_what, extras) => {
    const folder = runFolder()
    const metrics: Metrics = { epochs: [writtenEpochOf(1)], steps: stepsOf(1, 2) }
    const exports = new MetricsExports(folder, extras)
    exports.begin(null)
    exports.appendSteps(metrics.steps)
    exports.appendEpoch(metrics.epochs[0])
    await exports.close(() => Promise.resolve(success(metrics)))
    const { csv, training, validation } = contentsOf(folder)
    const [header, , last] = csv.split('\n')
    const row = new Map(header.split(',').map((name, index) => [name, last.split(',')[index]]))
    expect(names.map((name) => row.get(name))).toEqual(['8', '10', '2'])
    expect(row.get('valAccuracy')).toBe('')
    expect(training.at(-1)?.scalars).toEqual({ epoch_loss: 0.5, epoch_perplexity: 8 })
    expect(validation.at(-1)?.scalars).toEqual({
      epoch_loss: 0.75,
      epoch_perplexity: 10,
      epoch_bits_per_character: 2,
    })
  })

  it('does without the learning rate of runs that did not write it', async () => {
    const folder = runFolder()
    const exports = new MetricsExports(folder)
    exports.begin({ epochs: [], steps: { ...stepsOf(1, 1), learningRate: Float32Array.of(NaN) } })
    await exports.close(notNeeded)
    expect(Object.keys(contentsOf(folder).training[1].scalars)).toEqual([
      'loss',
      'accuracy',
      'gradient_norm',
      'steps_per_second',
    ])
  })
})
