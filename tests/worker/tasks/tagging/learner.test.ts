// A tagger learns from tokens and never from padding, and what it answers does not depend on other sentences.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LayerInput } from '#shared/experiment/layers'
import { startBackend, tf } from '../../../../src/worker/backend'
import { TaggingData } from '../../../../src/worker/tasks/tagging/data'
import { evaluateSentences } from '../../../../src/worker/tasks/tagging/evaluate-sentences'
import { TaggingLearner } from '../../../../src/worker/tasks/tagging/learner'
import { groupsOfLength, sentenceOrder } from '../../../../src/worker/tasks/tagging/sentence-order'
import { partOf } from '../../../../src/worker/tasks/tagging/sentences'
import { trainStep } from '../../../../src/worker/training/step'
import { Optimizer } from '../../../../src/worker/training/optimizers'
import { DataFiles } from '../../text/data-files'
import {
  experimentOn,
  linesOf,
  load,
  plainLayers,
  quietEvaluation,
  recurrentLayers,
  type TaggingChanges,
} from './sentences'

const files = new DataFiles()
afterAll(() => files.remove())
beforeAll(() => startBackend())

async function learnerOn(text: string, layers: LayerInput[], changes: TaggingChanges = {}) {
  const experiment = experimentOn(files.write('data.conll', text), layers, changes)
  const dataset = await load(experiment)
  return { experiment, dataset, learner: new TaggingLearner(dataset, experiment, null) }
}

/** Loss, accuracy and gradients of a batch. */
function computed(learner: TaggingLearner, examples: readonly number[]) {
  const batch = learner.batch(Int32Array.from(examples))
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => batch.compute().loss, [...learner.variables])
    const accuracy = batch.compute().accuracy.dataSync()[0]
    const gradients = Object.values(grads).map((gradient) => [...gradient.dataSync()])
    return { loss: value.dataSync()[0], accuracy, gradients, weight: batch.weight }
  })
}

const long = Array.from({ length: 60 }, (_, place) => (place % 2 ? 'dog NOUN' : 'the DET')).join(
  '\n',
)
/** A long sentence and short ones, whose batch is nearly all padding. */
const uneven = `they PRON\n\n${long}\n\nrun VERB\n\ndog NOUN\nrun VERB\n\n. PUNCT\n`
const sameData = { data: { validationRows: 'last' } } as const

describe('a batch', () => {
  it.each(['pre', 'post'] as const)('counts no padding (%s)', async (padding) => {
    const { learner } = await learnerOn(uneven, plainLayers, { ...sameData, text: { padding } })
    const rows = [0, 1, 2, 3]
    const together = computed(learner, rows)
    const alone = rows.map((row) => computed(learner, [row]))
    expect(alone.map(({ weight }) => weight)).toEqual([1, 60, 1, 2])
    expect(together.weight).toBe(64)
    const mean = (of: (one: (typeof alone)[0]) => number): number =>
      alone.reduce((sum, one) => sum + of(one) * one.weight, 0) / 64
    expect(together.loss).toBeCloseTo(
      mean(({ loss }) => loss),
      5,
    )
    expect(together.accuracy).toBeCloseTo(
      mean(({ accuracy }) => accuracy),
      5,
    )
    for (const [variable, gradient] of together.gradients.entries())
      for (const [place, value] of gradient.entries())
        expect(value).toBeCloseTo(
          mean((one) => one.gradients[variable][place]),
          5,
        )
    // The first row of the embeddings is that of padding.
    expect(together.gradients[0].slice(0, 8)).toEqual(new Array(8).fill(0))
    learner.dispose()
  })

  it('weighs tags and smooths them as a classifier does classes', async () => {
    const { learner, dataset, experiment } = await learnerOn(uneven, plainLayers, sameData)
    const plain = computed(learner, [3]).loss
    learner.dispose()
    const nouns = Float32Array.from(dataset.labels, (label) => (label === 'NOUN' ? 4 : 0))
    const verb = computed(new TaggingLearner(dataset, experiment, null), [2]).loss
    const weighed = new TaggingLearner(dataset, experiment, nouns)
    // A verb counts nothing, and beside it a noun four times over.
    expect(computed(weighed, [2]).loss).toBe(0)
    expect(computed(weighed, [3]).loss).toBeCloseTo((4 * (2 * plain - verb)) / 2, 5)
    weighed.dispose()
    const training = { ...experiment.training, labelSmoothing: 0.5 }
    const smoothed = new TaggingLearner(dataset, { ...experiment, training }, null)
    expect(computed(smoothed, [3]).loss).not.toBe(plain)
    smoothed.dispose()
  })

  it('drops rare words by the seed, the epoch and the sentence alone', async () => {
    const changes = { ...sameData, training: { wordDropout: 1 } }
    const { learner } = await learnerOn(linesOf(40), plainLayers, changes)
    const lossOf = (epoch: number, rows: number[]): number => {
      learner.order(epoch)
      return computed(learner, rows).loss
    }
    expect(lossOf(1, [3])).toBe(lossOf(1, [3]))
    const epochs = Array.from({ length: 10 }, (_, epoch) => lossOf(epoch, [0, 1, 2, 3, 4, 5, 6, 7]))
    expect(new Set(epochs).size).toBeGreaterThan(1)
    learner.dispose()
  })
})

describe('the order', () => {
  it('has each sentence once, puts like lengths together and the batch that is not full last', async () => {
    const changes = { training: { batchSize: 8 } }
    const { experiment, dataset, learner } = await learnerOn(linesOf(101), plainLayers, changes)
    const { training } = dataset
    const order = sentenceOrder(experiment, training, 1)
    expect([...order].sort((one, other) => one - other)).toEqual(
      Array.from({ length: training.count }, (_, row) => row),
    )
    const batches = Array.from({ length: Math.ceil(order.length / 8) }, (_, index) =>
      [...order.subarray(index * 8, index * 8 + 8)].map((row) => training.lengthOf(row)),
    )
    expect(batches[batches.length - 1]).toHaveLength(training.count % 8)
    const spread = batches.map((lengths) => Math.max(...lengths) - Math.min(...lengths))
    expect(spread.reduce((sum, one) => sum + one, 0) / spread.length).toBeLessThan(1.5)
    expect(sentenceOrder(experiment, training, 1)).toEqual(order)
    expect(sentenceOrder(experiment, training, 2)).not.toEqual(order)
    learner.dispose()
  })

  it('is that of the data where nothing is drawn', async () => {
    const changes = { training: { shuffle: false } }
    const { experiment, dataset, learner } = await learnerOn(linesOf(20), plainLayers, changes)
    expect([...sentenceOrder(experiment, dataset.training, 3)]).toEqual([...Array(16).keys()])
    learner.dispose()
  })
})

describe('an evaluation', () => {
  it('is that of the sentences one by one, however long others are', async () => {
    const { learner, dataset } = await learnerOn(uneven + linesOf(30), recurrentLayers, sameData)
    const input = { ...dataset, model: learner.model }
    const rows = [0, 1, 2, 3, 10]
    const some = (chosen: number[]) =>
      partOf(dataset.all, {
        ...{ rows: Int32Array.from(chosen), tokenIds: null, tagIds: null },
        ...{ longest: 1000, truncating: 'post' },
      })
    const together = await evaluateSentences({ ...input, sentences: some(rows) }, quietEvaluation)
    let [loss, right, tokens] = [0, 0, 0]
    for (const row of rows) {
      const alone = await evaluateSentences({ ...input, sentences: some([row]) }, quietEvaluation)
      if (!alone) throw new Error('It was stopped.')
      loss += alone.loss * alone.tokens
      right += alone.accuracy * alone.tokens
      tokens += alone.tokens
    }
    expect(together).toMatchObject({ kind: 'tagging', rows: 5, tokens })
    expect(together?.loss).toBeCloseTo(loss / tokens, 5)
    expect(together?.accuracy).toBeCloseTo(right / tokens, 10)
    const counted = together?.confusion.flat().reduce((sum, count) => sum + count, 0)
    expect(counted).toBe(tokens)
    expect(together?.entities).toBeNull()
    learner.dispose()
  })

  it('shows sentences with errors first, in the order of the data', async () => {
    const { learner, dataset } = await learnerOn(linesOf(90), recurrentLayers)
    const input = { ...dataset, model: learner.model, sentences: dataset.all }
    const evaluation = await evaluateSentences(input, quietEvaluation)
    const { sentences = [] } = evaluation ?? {}
    expect(sentences).toHaveLength(50)
    const isWrong = sentences.map((tokens) =>
      tokens.some(({ actual, predicted }) => actual !== predicted),
    )
    expect(isWrong).toEqual(isWrong.toSorted((one, other) => Number(other) - Number(one)))
    const words = sentences.map((tokens) => tokens.map(({ token }) => token).join(' '))
    expect(words[0]).toBe(dataset.all.wordsOf(0).join(' '))
    learner.dispose()
  })

  it('ends when it is stopped', async () => {
    const { learner } = await learnerOn(linesOf(20), plainLayers)
    expect(await learner.evaluate({ onRows: () => {}, isStopped: () => true })).toBeNull()
    learner.dispose()
  })

  it('goes through groups of one length', async () => {
    const { learner, dataset } = await learnerOn(linesOf(60), plainLayers)
    const groups = groupsOfLength(dataset.all, 4)
    expect(groups.flatMap((group) => [...group]).sort((a, b) => a - b)).toEqual([
      ...Array(60).keys(),
    ])
    for (const group of groups) {
      expect(group.length).toBeLessThanOrEqual(4)
      expect(new Set([...group].map((row) => dataset.all.lengthOf(row))).size).toBe(1)
    }
    learner.dispose()
  })
})

describe('learning', () => {
  it('tells by the word before which tag a word has, and leaves no tensors behind', async () => {
    const before = tf.memory().numTensors
    const changes = { training: { batchSize: 8 } }
    const { learner, dataset, experiment } = await learnerOn(linesOf(200), recurrentLayers, changes)
    const optimizer = new Optimizer({
      ...{ type: 'adam', learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    })
    const settings = { variables: learner.variables, optimizer, clipNorm: null, clipValue: null }
    let step = 0
    for (let epoch = 1; epoch <= 4; epoch++) {
      const order = learner.order(epoch)
      for (let from = 0; from < order.length; from += experiment.training.batchSize) {
        learner.masks.beginStep(++step)
        const result = trainStep(settings, learner.batch(order.subarray(from, from + 8)), 0.02)
        tf.dispose([result.loss, result.accuracy])
      }
    }
    const evaluation = await learner.evaluate(quietEvaluation)
    expect(evaluation?.accuracy).toBe(1)
    const baselines = await new TaggingData(dataset).baselines({
      onProgress: () => {},
      isStopped: () => false,
    })
    expect(baselines[1].accuracy).toBeLessThan(0.95)
    expect(learner.extras(null, evaluation!)).toEqual({ valMacroF1: 1 })
    learner.dispose()
    optimizer.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
