// Writing token by token is the model's own distribution, repeats by its seed and leaves no tensor behind.
import { beforeAll, describe, expect, it } from 'vitest'
import { samplingSchema } from '#shared/domain/generation'
import { startBackend, tf } from '../../../src/worker/backend'
import { promptIds, TextJoiner } from '../../../src/worker/generation/text-joiner'
import { Writer, writeSample } from '../../../src/worker/generation/writer'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { sequenceLogitsOf } from '../../../src/worker/model/forward'
import { untrainedRun } from './small-language-model'

beforeAll(() => startBackend())

function writerOf({ model, vocabulary, experiment }: LoadedRun): Writer {
  return new Writer({ model, vocabulary, text: experiment.text, tied: false })
}

function written(
  run: LoadedRun,
  first: readonly number[],
  count: number,
  options: object,
): number[] {
  const writer = writerOf(run)
  const sampling = samplingSchema.parse(options)
  const ids: number[] = []
  writer.feed(first)
  while (ids.length < count) {
    const { id } = writer.next(sampling)
    ids.push(id)
    writer.feed([id])
  }
  writer.dispose()
  return ids
}

describe('a writer', () => {
  it('tells the probabilities of the whole text so far, at every token', () => {
    const run = untrainedRun()
    const writer = writerOf(run)
    const ids = promptIds('To be', run.vocabulary, run.experiment.text)
    writer.feed(ids)
    for (let count = 0; count < 12; count++) {
      const next = writer.next(samplingSchema.parse({ seed: 4 }))
      const probabilities = tf.tidy(() => {
        const input = tf.tensor2d([...ids], [1, ids.length], 'int32')
        const logits = sequenceLogitsOf(run.model, input, false)
        return tf.softmax(tf.slice(logits, [0, ids.length - 1, 0], [1, 1, 40])).dataSync()
      })
      expect(next.probability).toBeCloseTo(probabilities[next.id], 5)
      for (const { id, probability } of next.alternatives(5))
        expect(probability).toBeCloseTo(probabilities[id], 5)
      ids.push(next.id)
      writer.feed([next.id])
    }
    writer.dispose()
    run.model.dispose()
  })

  it('repeats by its seed, differs by another, and goes on as it did when taken up in the middle', () => {
    const run = untrainedRun()
    const first = [4, 5, 6]
    const ids = written(run, first, 30, { seed: 9 })
    expect(written(run, first, 30, { seed: 9 })).toEqual(ids)
    expect(written(run, first, 30, { seed: 10 })).not.toEqual(ids)
    expect(written(run, [...first, ...ids.slice(0, 11)], 19, { seed: 9 })).toEqual(ids.slice(11))
    run.model.dispose()
  })

  it('never writes padding, start, unknown or an id that is not in the vocabulary', () => {
    const run = untrainedRun()
    const { reserved, end, size } = run.vocabulary
    expect(size).toBeLessThan(40)
    for (const id of written(run, [1], 400, { temperature: 5 })) {
      if (id !== end) expect(id).toBeGreaterThanOrEqual(reserved)
      expect(id).toBeLessThan(size)
    }
    run.model.dispose()
  })

  it('leaves no tensor behind, with long prompts too', () => {
    const run = untrainedRun({
      layers: [
        { type: 'LSTM', units: 8, returnSequences: true, dropout: 0.2, recurrentDropout: 0.2 },
        { type: 'GRU', units: 8, returnSequences: true },
      ],
    })
    written(run, [4], 2, {})
    const before = tf.memory().numTensors
    written(
      run,
      Array.from({ length: 600 }, (_, index) => 4 + (index % 9)),
      20,
      {},
    )
    expect(tf.memory().numTensors).toBe(before)
    run.model.dispose()
  })

  it('cannot begin with nothing', () => {
    const run = untrainedRun()
    const writer = writerOf(run)
    expect(() => writer.next(samplingSchema.parse({}))).toThrow('first token')
    writer.dispose()
    run.model.dispose()
  })
})

describe('a sample', () => {
  it('repeats, is as long as asked for and leaves no tensor behind', () => {
    const run = untrainedRun({ tieEmbeddings: true })
    const request = { ...run, prompt: 'To ', length: 40, temperature: 0.8, seed: 3 }
    const sample = writeSample(request)
    const before = tf.memory().numTensors
    expect(writeSample(request)).toBe(sample)
    expect(tf.memory().numTensors).toBe(before)
    expect(sample.length).toBeLessThanOrEqual(40)
    expect(sample.length).toBeGreaterThan(0)
    expect(writeSample({ ...request, prompt: '' })).not.toBe(sample)
    run.model.dispose()
  })
})

describe('joining', () => {
  it('writes words with the spaces that follow from what stands before', () => {
    const text = { level: 'word', vocabularySize: 60, punctuation: 'keep' } as const
    const run = untrainedRun({ text })
    const { vocabulary, experiment } = run
    const ids = promptIds('To be, or not to be:', vocabulary, experiment.text)
    const joiner = new TextJoiner(vocabulary, experiment.text, [])
    expect(ids.map((id) => joiner.add(id)).join('')).toBe('To be, or not to be:')
    const after = new TextJoiner(vocabulary, experiment.text, [vocabulary.unknown])
    expect(after.pieceOf(vocabulary.idOf('be'))).toBe(' be')
    expect(after.pieceOf(vocabulary.idOf(','))).toBe(',')
    expect(after.pieceOf(vocabulary.end ?? 0)).toBe('')
    run.model.dispose()
  })

  it('begins an empty prompt with <start>', () => {
    const run = untrainedRun()
    expect(promptIds('', run.vocabulary, run.experiment.text)).toEqual([run.vocabulary.start])
    run.model.dispose()
  })
})
