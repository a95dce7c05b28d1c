// Attributions against the reference implementation, against nudged numbers, and by what they have to sum to.
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { inspectionRequestSchema } from '#shared/domain/inside/inspection'
import { attributionRequestSchema, type Attribution } from '#shared/domain/inside/words'
import { logSoftmax, sigmoid, softmax } from '#shared/domain/reference/losses'
import { backward, forward } from '#shared/domain/reference/network'
import type { LayerInput } from '#shared/experiment/layers'
import type { ExperimentInput } from '#shared/experiment/schema'
import { startBackend, tf } from '../../../src/worker/backend'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { attribution } from '../../../src/worker/inspection/attribution'
import { explainOutput } from '../../../src/worker/inspection/explained-output'
import { inspect } from '../../../src/worker/inspection/inspect'
import { networkOf } from '../../../src/worker/model/network-of'
import { anyRun } from './any-run'

const quiet = { onProgress: () => {}, isStopped: () => false }
const text = 'the film was not good a cat'
let tensors = 0

type Cell = 'SimpleRNN' | 'LSTM' | 'GRU'
const embedding: LayerInput = { type: 'Embedding', units: 5 }
const dense = (units: number, activation: 'softmax' | 'sigmoid' | 'linear'): LayerInput => ({
  ...{ type: 'Dense', units, activation },
})
const everyStep = (units: number): LayerInput => ({
  type: 'TimeDistributed',
  layer: { type: 'Dense', units, activation: 'softmax' },
})

const classifier = (cell: Cell, more: Partial<ExperimentInput> = {}) =>
  anyRun(
    {
      task: 'classification',
      text: { vocabularySize: 13, sequenceLength: 10, ...more.text },
      model: { layers: [embedding, { type: cell, units: 6 }, dense(3, 'softmax')], ...more.model },
    },
    { labels: ['bad', 'fair', 'good'] },
  )

const tagger = () =>
  anyRun(
    {
      task: 'tagging',
      text: { vocabularySize: 13 },
      model: {
        layers: [
          embedding,
          { type: 'Bidirectional', layer: { type: 'LSTM', units: 4, returnSequences: true } },
          everyStep(3),
        ],
      },
    },
    { labels: ['DET', 'NOUN', 'VERB'] },
  )

const languageModel = (tieEmbeddings: boolean) =>
  anyRun({
    task: 'language-model',
    text: { vocabularySize: 14 },
    model: {
      tieEmbeddings,
      layers: [embedding, { type: 'GRU', units: 5, returnSequences: true }, everyStep(14)],
    },
  })

const translator = (attention: 'none' | 'luong' | 'bahdanau') =>
  anyRun({
    task: 'seq2seq',
    data: { generator: { type: 'dates' }, path: undefined },
    text: { vocabularySize: 13, target: { vocabularySize: 14 } },
    model: {
      layers: [embedding, { type: 'LSTM', units: 6, returnSequences: attention !== 'none' }],
      decoder: {
        layers: [
          { type: 'Embedding', units: 4 },
          { type: 'LSTM', units: 6, returnSequences: true },
          everyStep(14),
        ],
        attention,
      },
    },
  })

async function attribute(run: LoadedRun, changes: object): Promise<Attribution> {
  const request = attributionRequestSchema.parse({
    ...{ requestId: '1', text, method: 'gradientTimesInput', ...changes },
  })
  const answer = await attribution(run, request, quiet)
  if (!answer.ok) throw new Error(answer.message)
  return answer.value
}

async function refusal(run: LoadedRun, changes: object): Promise<string> {
  return attribute(run, changes).then(
    () => '',
    (error: Error) => error.message,
  )
}

beforeAll(async () => {
  await startBackend()
  tensors = tf.memory().numTensors
})
afterEach(() => expect(tf.memory().numTensors).toBe(tensors))

/** Gradient times input by the reference implementation, of the log probability of answer `id`. */
function byReference(run: LoadedRun, id: number, row: number): number[] {
  const output = explainOutput(run, { text, answer: null, output: null })
  if (!output.ok) throw new Error(output.message)
  const { ids, axis } = output.value.read
  const network = networkOf(run.model, run.experiment)
  const trace = forward(network, ids)
  const { width, embedded } = trace
  const logits = trace.logits.slice(row * width, (row + 1) * width)
  const probabilities = softmax(logits)
  const gradient = probabilities.map((p, at) => (at === id ? 1 : 0) - p)
  const { embedded: found } = backward(network, trace, row, gradient)
  const size = embedded.length / ids.length
  return axis.tokens.map((_, token) => {
    const from = (axis.paddingBefore + token) * size
    return Array.from({ length: size }, (_, at) => found[from + at] * embedded[from + at]).reduce(
      (sum, one) => sum + one,
    )
  })
}

describe('gradient times input', () => {
  const cases: [string, () => LoadedRun, (run: LoadedRun) => number][] = [
    ...(['SimpleRNN', 'LSTM', 'GRU'] as const).map((cell): (typeof cases)[number] => [
      `a classifier of ${cell}`,
      () => classifier(cell),
      () => 0,
    ]),
    [
      'layers of tfjs itself',
      () =>
        classifier('LSTM', {
          model: {
            layers: [
              embedding,
              { type: 'LSTM', units: 6, activation: 'relu' },
              dense(3, 'softmax'),
            ],
          },
        }),
      () => 0,
    ],
    ['a tagger that reads both ways', tagger, () => 3],
    ['a language model', () => languageModel(false), () => 4],
    ['a language model with tied embeddings', () => languageModel(true), () => 4],
  ]

  it.each(cases)('is that of the reference implementation: %s', async (_, make, rowOf) => {
    const run = make()
    const row = rowOf(run)
    const isLanguage = run.experiment.task === 'language-model'
    const output = run.experiment.task === 'classification' ? null : isLanguage ? row - 1 : row
    const { scores, tokens, label, probability, residual } = await attribute(run, { output })
    expect(tokens).toEqual(text.split(' '))
    expect(residual).toBeNull()
    const names = isLanguage ? run.vocabulary.tokens : run.labels
    const reference = byReference(run, names.indexOf(label), row)
    const largest = Math.max(...reference.map((one, at) => Math.abs(one - scores[at])))
    expect(largest).toBeLessThan(1e-5)
    expect(Math.max(...reference.map(Math.abs))).toBeGreaterThan(1e-2)
    const network = networkOf(run.model, run.experiment)
    const read = explainOutput(run, { text, answer: null, output: null })
    if (!read.ok) throw new Error(read.message)
    const trace = forward(network, read.value.read.ids)
    const logs = logSoftmax(trace.logits.slice(row * trace.width, (row + 1) * trace.width))
    expect(Math.log(probability ?? 0)).toBeCloseTo(Math.max(...logs), 5)
    run.model.dispose()
  })

  it('gives nothing to tokens that a language model reads only afterwards', async () => {
    const run = languageModel(false)
    const { scores } = await attribute(run, { output: 2 })
    expect(scores.subarray(0, 3).every((score) => score !== 0)).toBe(true)
    expect([...scores.subarray(3)]).toEqual([0, 0, 0, 0])
    run.model.dispose()
  })

  it.each(['none', 'luong', 'bahdanau'] as const)(
    'of an encoder-decoder with attention %s',
    async (attention) => {
      const run = translator(attention)
      const asked = { text, answer: 'a dog sees', output: 2 }
      const { scores, label, probability } = await attribute(run, { ...asked, label: 'sees' })
      expect(label).toBe('sees')
      const output = explainOutput(run, asked)
      if (!output.ok) throw new Error(output.message)
      const { embedded, width, logProbabilities } = output.value
      const id = run.targetVocabulary?.idOf('sees') ?? 0
      const at = (values: Float32Array) =>
        tf.tidy(() => {
          const input = tf.tensor3d(values, [1, values.length / width, width])
          return logProbabilities(input).dataSync<'float32'>()[id]
        })
      expect(Math.exp(at(embedded))).toBeCloseTo(probability ?? 0, 6)
      for (const [token, score] of scores.entries()) {
        // Along the token's own vector.
        const nudged = (by: number) =>
          at(
            embedded.map((one, place) =>
              Math.floor(place / width) === token ? one * (1 + by) : one,
            ),
          )
        expect(score).toBeCloseTo((nudged(1e-2) - nudged(-1e-2)) / 2e-2, 2)
      }
      expect(scores.some((score) => Math.abs(score) > 1e-2)).toBe(true)
      run.model.dispose()
    },
  )
})

describe('integrated gradients', () => {
  const runs: [string, () => LoadedRun, object][] = [
    ['a classifier', () => classifier('LSTM'), {}],
    ['a classifier of SimpleRNN', () => classifier('SimpleRNN'), { label: 'fair' }],
    ['padding behind the text', () => classifier('GRU', { text: { padding: 'post' } }), {}],
    ['a tagger', tagger, { output: 2 }],
    ['a language model', () => languageModel(true), {}],
    ['an encoder-decoder', () => translator('luong'), { answer: 'a dog', output: 1 }],
  ]

  it.each(runs)('sum to what the tokens make, within a hundredth: %s', async (_, make, changes) => {
    const run = make()
    const asked = { method: 'integratedGradients', ...changes }
    const { scores, label, residual } = await attribute(run, asked)
    const output = explainOutput(run, { text, answer: null, output: null, ...changes })
    if (!output.ok) throw new Error(output.message)
    const { embedded, padding, width, read, labels, logProbabilities } = output.value
    const baseline = embedded.slice()
    for (const [token] of read.axis.tokens.entries())
      baseline.set(padding, (read.axis.paddingBefore + token) * width)
    const difference = tf.tidy(() => {
      const both = tf.tensor3d([...embedded, ...baseline], [2, embedded.length / width, width])
      const logs = logProbabilities(both).arraySync() as number[][]
      const id = logs[0].findIndex((_, at) => labels?.(at) === label)
      return logs[0][id] - logs[1][id]
    })
    const sum = scores.reduce((total, score) => total + score, 0)
    expect(Math.abs(sum - difference)).toBeLessThan(0.01 * Math.abs(difference))
    expect(residual).toBeCloseTo(Math.abs(sum - difference) / Math.abs(difference), 4)
    run.model.dispose()
  })

  it('tell how far they are off when the way is gone in few steps', async () => {
    const run = classifier('SimpleRNN')
    const few = await attribute(run, { method: 'integratedGradients', steps: 2 })
    const many = await attribute(run, { method: 'integratedGradients', steps: 256 })
    expect(few.residual).toBeGreaterThan(many.residual ?? 1)
    run.model.dispose()
  })

  it('tell their progress and can be stopped', async () => {
    const run = classifier('LSTM')
    const request = attributionRequestSchema.parse({
      ...{ requestId: '1', text, method: 'integratedGradients' },
    })
    const told: unknown[] = []
    const control = {
      onProgress: (progress: unknown) => told.push(progress),
      isStopped: () => told.length > 0,
    }
    expect(await attribution(run, request, control)).toMatchObject({ ok: false, code: 'stopped' })
    expect(told).toEqual([{ phase: 'inspecting', done: 0, total: 64, unit: 'steps' }])
    run.model.dispose()
  })
})

describe('what is explained', () => {
  it('of a single sigmoid is either label, and both have opposite gradients of the logit', async () => {
    const layers = [embedding, { type: 'LSTM', units: 6 } as const, dense(1, 'sigmoid')]
    const run = anyRun(
      {
        task: 'classification',
        text: { vocabularySize: 13, sequenceLength: 10 },
        model: { layers },
      },
      { labels: ['negative', 'positive'] },
    )
    const [no, yes] = [
      await attribute(run, { label: 'negative' }),
      await attribute(run, { label: 'positive' }),
    ]
    const p = yes.probability ?? 0
    expect((no.probability ?? 0) + p).toBeCloseTo(1, 6)
    const logit = Math.log(p / (1 - p))
    expect(sigmoid(logit)).toBeCloseTo(p, 6)
    // d log p / dz = 1 - p, d log (1 - p) / dz = -p
    for (const [token, score] of yes.scores.entries())
      expect(no.scores[token] * (1 - p)).toBeCloseTo(-score * p, 5)
    run.model.dispose()
  })

  it('of several labels is one of them, and of a number the number in the unit of the data', async () => {
    const layers = (units: number, activation: 'sigmoid' | 'linear') => [
      ...[embedding, { type: 'LSTM', units: 6 } as const, dense(units, activation)],
    ]
    const text = { vocabularySize: 13, sequenceLength: 10 }
    const several = anyRun(
      {
        ...{ task: 'classification', text, model: { layers: layers(2, 'sigmoid') } },
        data: { labelKind: 'labels' },
      },
      { labels: ['loud', 'long'] },
    )
    const [loud, long] = [
      await attribute(several, { label: 'loud' }),
      await attribute(several, { label: 'long' }),
    ]
    expect((loud.probability ?? 0) + (long.probability ?? 0)).not.toBeCloseTo(1, 3)
    several.model.dispose()
    const numbers = (deviation: number) =>
      anyRun(
        {
          ...{ task: 'classification', text, model: { layers: layers(1, 'linear') } },
          data: { labelKind: 'number' },
        },
        { scale: { mean: 3, deviation } },
      )
    const [plain, stretched] = [numbers(1), numbers(10)]
    const one = await attribute(plain, {})
    const ten = await attribute(stretched, { label: 'not asked of a number' })
    expect(one.probability).toBeNull()
    expect(Number(ten.label) - 3).toBeCloseTo(10 * (Number(one.label) - 3), 4)
    for (const [token, score] of one.scores.entries())
      expect(ten.scores[token]).toBeCloseTo(10 * score, 4)
    plain.model.dispose()
    stretched.model.dispose()
  })

  it.each([
    ['a classifier', () => classifier('GRU'), 0],
    ['a tagger', tagger, 2],
    ['a language model', () => languageModel(true), 3],
    ['an encoder-decoder', () => translator('luong'), 1],
  ] as const)('are the tokens and the outputs of an inspection: %s', async (_, make, output) => {
    const run = make()
    const answer = run.experiment.task === 'seq2seq' ? 'a dog sees' : null
    const inspected = await inspect(run, inspectionRequestSchema.parse({ text, answer }))
    if (!inspected.ok) throw new Error(inspected.message)
    const { source, outputs } = inspected.value
    const [first, second] = outputs[output].top
    const found = await attribute(run, { answer, output })
    expect(found.tokens).toEqual(source.tokens.map(({ token }) => token))
    const other = await attribute(run, { answer, output, label: second.label })
    // What is never written is not explained unasked.
    if (run.experiment.task !== 'seq2seq') expect(found.label).toBe(first.label)
    expect(other.probability).toBeCloseTo(second.probability ?? 0, 5)
    run.model.dispose()
  })

  it('of a text that is too long are the tokens that the model reads', async () => {
    const run = classifier('LSTM', { text: { sequenceLength: 3 } })
    expect((await attribute(run, {})).tokens).toEqual(['good', 'a', 'cat'])
    run.model.dispose()
  })

  it('of an encoder-decoder is what it writes when no answer is given', async () => {
    const run = translator('none')
    const { label } = await attribute(run, { output: 0 })
    expect(run.targetVocabulary?.tokens.indexOf(label)).toBeGreaterThan(2)
    run.model.dispose()
  })

  it('is refused in a sentence', async () => {
    const run = classifier('LSTM')
    expect(await refusal(run, { text: ' ' })).toMatch(/The text is empty/)
    expect(await refusal(run, { label: 'goood' })).toMatch(/no answer "goood"; did you mean "good"/)
    expect(await refusal(run, { label: 'xyz' })).toMatch(/it has "bad", "fair", "good"/)
    expect(await refusal(run, { output: 1 })).toMatch(/no output 1: this text has 1 output/)
    run.model.dispose()
    const tags = tagger()
    expect(await refusal(tags, { output: 7 })).toMatch(/no output 7: this text has 7 outputs/)
    tags.model.dispose()
  })
})
