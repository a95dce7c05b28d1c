// A language model learns: its state is carried where asked for, its output is tied where asked for, nothing leaks.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tensor2D } from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LayerInput } from '#shared/experiment/layers'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend, tf } from '../../../../src/worker/backend'
import { sequenceLogitsOf } from '../../../../src/worker/model/forward'
import { deriveSeed, streams } from '../../../../src/worker/model/seeds'
import { drawForgotten, forgetRows } from '../../../../src/worker/tasks/language-model/forget-rows'
import { LanguageModelData } from '../../../../src/worker/tasks/language-model/data'
import { LanguageModelLearner } from '../../../../src/worker/tasks/language-model/learner'
import { loadRequestOf } from '../../../../src/worker/tasks/task'
import { readCheckpoint } from '../../../../src/worker/training/checkpoint/file'
import { RunClock } from '../../../../src/worker/training/clock'
import { runEpochs } from '../../../../src/worker/training/epochs'
import { RunControl } from '../../../../src/worker/training/run-control'
import { trainStep } from '../../../../src/worker/training/step'
import { Optimizer } from '../../../../src/worker/training/optimizers'
import { DataFiles } from '../../text/data-files'
import { rhyme, streamsOf, textExperiment, vocabularySize } from './tiny-text'

const files = new DataFiles()
const path = files.write('rhyme.txt', rhyme)
const folder = mkdtempSync(join(tmpdir(), 'unroll-lm-'))
beforeAll(startBackend)
afterAll(() => {
  files.remove()
  rmSync(folder, { recursive: true })
})

const control = { onRows: () => {}, isStopped: () => false }
const output: LayerInput = {
  type: 'TimeDistributed',
  layer: { type: 'Dense', units: vocabularySize, activation: 'softmax' },
}

async function learnerOf(options: Parameters<typeof textExperiment>[1]) {
  const experiment = textExperiment(path, options)
  return { experiment, learner: new LanguageModelLearner(await streamsOf(experiment), experiment) }
}

/** The losses of steps over the first examples of an epoch. */
function lossesOf(learner: LanguageModelLearner, batchSize: number, steps: number): number[] {
  const order = learner.order(1)
  return Array.from({ length: steps }, (_, step) => {
    const batch = learner.batch(order.subarray(step * batchSize, (step + 1) * batchSize))
    return tf.tidy(() => batch.compute().loss.dataSync()[0])
  })
}

describe('state', () => {
  it('is carried from window to window, and begins anew with an epoch', async () => {
    const { learner } = await learnerOf({ training: { stateful: true } })
    const [first, second] = lossesOf(learner, 8, 2)
    const carried = [...learner.carried().entries()]
    expect(carried.map(([name, { shape }]) => [name, shape])).toEqual([
      ['state.0.0', [8, 12]],
      ['state.0.1', [8, 12]],
    ])
    expect(carried.every(([, tensor]) => tensor.dataSync().some((value) => value !== 0))).toBe(true)
    expect(lossesOf(learner, 8, 2)).toEqual([first, second])
    learner.dispose()
  })

  it('makes a window what it is in the text as a whole', async () => {
    const { learner } = await learnerOf({ training: { stateful: true, batchSize: 1 } })
    const forgotten = [1, 2].map((step) => drawForgotten(1, deriveSeed(5, streams.order, 1, step)))
    expect(forgotten).toEqual([[false], [false]])
    lossesOf(learner, 1, 3)
    const carried = [...learner.carried().values()].map((tensor) => [...tensor.dataSync()])
    const { training } = await streamsOf(textExperiment(path))
    const whole = tf.tidy(() => {
      const ids = tf.tensor2d(training.ids.subarray(0, 60), [1, 60], 'int32')
      const logits = sequenceLogitsOf(learner.model, ids, false)
      return [...logits.slice([0, 59, 0], [1, 1, -1]).dataSync()]
    })
    const [hidden] = carried
    const fromState = tf.tidy(() => {
      const [kernel, bias] = learner.model.layers[2].getWeights()
      const state = tf.tensor2d(hidden, [1, 12])
      return [...tf.add(tf.matMul(state, kernel as Tensor2D), bias).dataSync()] // a Dense's kernel
    })
    for (const [index, value] of whole.entries()) expect(fromState[index]).toBeCloseTo(value, 4)
    learner.dispose()
  })

  it('is forgotten by some rows now and then', () => {
    const drawn = Array.from({ length: 200 }, (_, seed) => drawForgotten(20, seed)).flat()
    const share = drawn.filter(Boolean).length / drawn.length
    expect(share).toBeGreaterThan(0.035)
    expect(share).toBeLessThan(0.065)
    expect(drawForgotten(20, 9)).toEqual(drawForgotten(20, 9))
    const rows = tf.tidy(() => [
      ...forgetRows([[tf.ones([3, 2])]], [false, true, false])[0][0].dataSync(),
    ])
    expect(rows).toEqual([1, 1, 0, 0, 1, 1])
  })

  it('is none where windows are shuffled', async () => {
    const { learner } = await learnerOf({ training: { stateful: false } })
    lossesOf(learner, 8, 2)
    expect(learner.carried().size).toBe(0)
    expect([...learner.order(1)]).not.toEqual([...learner.order(2)])
    expect(learner.order(1).toSorted()).toEqual(learner.order(2).toSorted())
    learner.dispose()
  })
})

describe('evaluation', () => {
  it.each([true, false])('counts every validation token once, stateful %s', async (stateful) => {
    const { learner, experiment } = await learnerOf({ training: { stateful } })
    const { validation } = await streamsOf(experiment)
    const evaluation = await learner.evaluate(control)
    expect(evaluation).toMatchObject({ kind: 'language-model', tokens: validation.targets })
    if (evaluation?.kind !== 'language-model') throw new Error('no evaluation')
    // An untrained network finds all ids about alike.
    expect(evaluation.loss).toBeCloseTo(Math.log(vocabularySize), 1)
    expect(evaluation.perplexity).toBeCloseTo(Math.exp(evaluation.loss))
    const bits = (evaluation.loss * validation.targets) / Math.log(2) / validation.characters
    expect(evaluation.bitsPerCharacter).toBeCloseTo(bits)
    learner.dispose()
  })
})

describe('tied output', () => {
  const tied = {
    model: {
      tieEmbeddings: true,
      layers: [
        { type: 'Embedding', units: 12 },
        { type: 'LSTM', units: 12, returnSequences: true },
        output,
      ] satisfies LayerInput[],
    },
  }

  it('trains the embeddings in place of the kernel, and saves a plain model', async () => {
    const { learner, experiment } = await learnerOf(tied)
    const kernel = () => learner.model.layers[2].getWeights()[0]
    const before = [...kernel().dataSync()]
    expect(learner.variables.map(({ shape }) => shape)).not.toContainEqual([12, vocabularySize])
    const optimizer = new Optimizer(experiment.training.optimizer)
    const settings = { variables: learner.variables, optimizer, clipNorm: null, clipValue: null }
    for (let step = 0; step < 5; step++) {
      const batch = learner.batch(learner.order(1).subarray(0, 8))
      tf.dispose(
        Object.values(trainStep(settings, batch, 0.01)).filter((one) => one instanceof tf.Tensor),
      )
    }
    expect([...kernel().dataSync()]).toEqual(before)
    const measured = await learner.evaluate(control)
    learner.beforeSave()
    const embeddings = learner.model.layers[0].getWeights()[0]
    expect([...kernel().dataSync()]).toEqual(
      tf.tidy(() => [...tf.transpose(embeddings).dataSync()]),
    )
    // The saved model answers as the tied one did.
    const plain = tf.tidy(() => {
      const ids = tf.tensor2d([[5, 6, 7]], [1, 3], 'int32')
      const [, bias] = learner.model.layers[2].getWeights()
      const hidden = learner.model.layers[1].apply(learner.model.layers[0].apply(ids))
      const flat = tf.reshape(hidden as Tensor2D, [3, 12]) // one tensor in, one out
      const wanted = tf.add(tf.matMul(flat, embeddings as Tensor2D, false, true), bias)
      return tf
        .max(
          tf.abs(
            tf.sub(tf.reshape(sequenceLogitsOf(learner.model, ids, false), wanted.shape), wanted),
          ),
        )
        .dataSync()[0]
    })
    expect(plain).toBeLessThan(1e-5)
    expect(measured?.loss).toBeLessThan(Math.log(vocabularySize))
    optimizer.dispose()
    learner.dispose()
  })
})

async function trainOn(
  options: Parameters<typeof textExperiment>[1],
  onEvent: (event: TrainerEvent, control: RunControl) => void = () => {},
  checkpoint?: string,
) {
  const experiment = textExperiment(path, options)
  const streams = await streamsOf(experiment)
  const data = new LanguageModelData(streams, loadRequestOf(experiment))
  const learner = new LanguageModelLearner(streams, experiment)
  const events: TrainerEvent[] = []
  const run = new RunControl()
  const stored = checkpoint === undefined ? null : await readCheckpoint(folder, checkpoint)
  if (stored && !stored.ok) throw new Error(stored.message)
  const outcome = await runEpochs({
    request: { runId: 'run-1', experiment, folder, checkpoint: checkpoint ?? null },
    ...{ data, learner, control: run },
    emit: (event) => {
      events.push(event)
      onEvent(event, run)
    },
    clock: new RunClock(stored?.value.state.seconds),
    resumed: stored?.value ?? null,
    timing: { stepGapMs: 0, progressGapMs: 0, diskRetryMs: 5 },
  })
  const weights = learner.model.getWeights().map((weight) => [...weight.dataSync()])
  learner.dispose()
  if (!outcome.ok) throw new Error(outcome.message)
  return { outcome: outcome.value, events, weights, data }
}

describe('training', () => {
  it(
    'learns a rhyme better than trigrams do, and frees what it took',
    { timeout: 90_000 },
    async () => {
      const options = {
        training: {
          stateful: true,
          epochs: 20,
          batchSize: 4,
          optimizer: { type: 'adam', learningRate: 0.02 },
        },
      } as const
      const before = tf.memory().numTensors
      const { outcome, events, data } = await trainOn(options)
      expect(tf.memory().numTensors).toBe(before)
      const baselines = await data.baselines({ onProgress: () => {}, isStopped: () => false })
      const [uniform, unigram, trigram] = baselines.map(({ loss }) => loss)
      expect(baselines.map(({ name }) => name)).toEqual(['uniform', 'unigram', 'trigram'])
      expect([uniform > unigram, unigram > trigram]).toEqual([true, true])
      expect(outcome.evaluation?.loss).toBeLessThan(trigram)
      const epochs = events.filter((event) => event.type === 'epoch')
      expect(Object.keys(epochs[0].metrics.extras ?? {})).toEqual([
        'perplexity',
        'valPerplexity',
        'valBitsPerCharacter',
      ])
    },
  )

  it('goes on from a checkpoint within an epoch exactly as if it had not been stopped', async () => {
    const layers: LayerInput[] = [
      { type: 'Embedding', units: 12 },
      { type: 'LSTM', units: 12, returnSequences: true, dropout: 0.2 },
      { type: 'Dropout', rate: 0.2 },
      { type: 'GRU', units: 12, returnSequences: true },
      output,
    ]
    const options = {
      training: { stateful: true, epochs: 2, batchSize: 2, checkpoint: { steps: 5 } },
      model: { layers },
    }
    const whole = await trainOn(options)
    const checkpoints: string[] = []
    await trainOn(options, (event, run) => {
      if (event.type !== 'checkpoint') return
      checkpoints.push(event.checkpoint.file)
      if (event.checkpoint.stepInEpoch === 10) run.stop()
    })
    const within = checkpoints.find((file) => file.includes('0000010'))
    const resumed = await trainOn(options, undefined, within)
    expect(resumed.weights).toEqual(whole.weights)
    expect(resumed.outcome.evaluation?.loss).toBe(whole.outcome.evaluation?.loss)
  })

  it('writes a sample after each epoch', async () => {
    const { events } = await trainOn({
      training: { epochs: 2, sample: { prompt: 'line ', length: 12, temperature: 0.5 } },
    })
    const samples = events.flatMap((event) => (event.type === 'sample' ? [event.sample] : []))
    expect(samples.map(({ epoch }) => epoch)).toEqual([1, 2])
    expect(samples.map(({ text }) => text.length)).toEqual([12, 12])
  })
})
