// Inspections of every task: the text's own tokens, the model's own answers, and sentences for what cannot be.
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { gatesOf } from '#shared/domain/inside/cells'
import {
  byDistance,
  inspectionRequestSchema,
  type Inspection,
} from '#shared/domain/inside/inspection'
import { startBackend, tf } from '../../../src/worker/backend'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { inspect } from '../../../src/worker/inspection/inspect'
import {
  classifier,
  everyRun,
  languageModel,
  numberModel,
  pairModel,
  severalLabels,
  tagger,
  threeClasses,
} from './inspected-runs'

const text = 'the cat sees a dog'
let open: LoadedRun[] = []

beforeAll(() => startBackend())
afterEach(() => {
  for (const { model } of open) model.dispose()
  open = []
})

function opened(run: LoadedRun): LoadedRun {
  open.push(run)
  return run
}

function asked(run: LoadedRun, request: object) {
  return inspect(run, inspectionRequestSchema.parse({ text, ...request }))
}

async function inspected(run: LoadedRun, request: object = {}): Promise<Inspection> {
  const found = await asked(run, request)
  if (!found.ok) throw new Error(found.message)
  return found.value
}

async function refusal(run: LoadedRun, request: object): Promise<string> {
  const found = await asked(run, request)
  return found.ok ? 'nothing was refused' : `${found.code}: ${found.message}`
}

describe.each(everyRun)('%s', (_name, make, answer) => {
  it('agrees with the model, and every array is as long as the text', async () => {
    const run = opened(make())
    const before = tf.memory().numTensors
    const found = await inspected(run, { answer })
    expect(found.agreement?.compared).toBeGreaterThan(0)
    expect(found.agreement?.largest).toBeLessThan(1e-5)
    expect(found.source.tokens.map(({ token }) => token)).toEqual(text.split(' '))
    expect(found.source.cut).toBe(0)
    for (const layer of found.layers) {
      const axis = layer.axis === 'source' ? found.source : found.target
      const steps = axis?.tokens.length
      expect(layer.hidden).toMatchObject({ rows: steps, columns: layer.units })
      expect(layer.input).toMatchObject({ rows: steps, columns: layer.inputs })
      expect(Object.keys(layer.gates).sort()).toEqual([...gatesOf[layer.cell]].sort())
      expect(layer.gradientNorms).toHaveLength(steps ?? -1)
      expect(layer.cellState === null).toBe(layer.cell !== 'LSTM')
    }
    expect(found.gradient.loss).toBeGreaterThan(0)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('says by itself what the model predicts, where a surgery changes nothing', async () => {
    const run = opened(make())
    const whole = await inspected(run)
    const [layer] = whole.layers
    const { name, direction } = layer
    const nothing = { type: 'scale-unit', layer: name, direction, unit: 0, factor: 1 }
    const under = await inspected(run, { surgery: [nothing] })
    expect(under.agreement).toBeNull()
    expect(rounded(under.prediction)).toEqual(rounded(whole.prediction))
    expect(under.outputs).toEqual(whole.outputs)
  })
})

/** With numbers that 32 and 64 bits agree on. */
function rounded(prediction: unknown): unknown {
  return JSON.parse(
    JSON.stringify(prediction, (_key, value: unknown) =>
      typeof value === 'number' ? Number(value.toFixed(4)) : value,
    ),
  )
}

describe('tokens', () => {
  it('leave out the start and padding on either side, which are counted', async () => {
    const before = await inspected(opened(classifier([{ type: 'LSTM', units: 3 }])))
    // Nine steps: three of padding, the start, five tokens.
    expect(before.source).toMatchObject({ paddingBefore: 4, paddingAfter: 0, cut: 0 })
    const after = await inspected(opened(threeClasses()))
    expect(after.source).toMatchObject({ paddingBefore: 1, paddingAfter: 3, cut: 0 })
  })

  it('are those that the model reads of a long text, the last ones or the first', async () => {
    const words = Array.from({ length: 30 }, (_, index) => `word${index}`).join(' ')
    const last = await inspected(opened(classifier([{ type: 'GRU', units: 3 }])), { text: words })
    expect(last.source.tokens.map(({ token }) => token)).toEqual(words.split(' ').slice(-9))
    expect(last.source).toMatchObject({ paddingBefore: 0, cut: 21 })
    expect(last.source.tokens[0]).toMatchObject({ id: 2, isUnknown: true })
    const first = await inspected(opened(threeClasses()), { text: words })
    expect(first.source.tokens.map(({ token }) => token)).toEqual(words.split(' ').slice(0, 8))
    expect(first.source).toMatchObject({ paddingBefore: 1, paddingAfter: 0, cut: 22 })
  })

  it('of a decoder are what it was given: the start and what it wrote', async () => {
    const run = opened(pairModel('luong'))
    const found = await inspected(run, { answer: 'a dog' })
    expect(found.target?.tokens.map(({ token }) => token)).toEqual(['<start>', 'a', 'dog'])
    expect(found.outputs.map(({ axis, at }) => [axis, at])).toEqual(
      [0, 1, 2].map((at) => ['target', at]),
    )
    expect(found.gradient.of).toBe('"<end>" as token 3 of what is written')
    const own = await inspected(run)
    if (own.prediction.kind !== 'sequence') throw new Error('a sequence was expected')
    const { writtenTokens } = own.prediction
    expect(own.target?.tokens.map(({ token }) => token)).toEqual([
      '<start>',
      ...writtenTokens.slice(0, -1).map(({ token }) => token),
    ])
  })
})

describe('states', () => {
  it('are those of the token whichever way a layer reads, and begin with what padding left', async () => {
    const layer = { type: 'LSTM', units: 4, returnSequences: true } as const
    const run = opened(
      classifier([{ type: 'Bidirectional', layer }, { type: 'GlobalMaxPooling1D' }]),
    )
    const { layers } = await inspected(run)
    expect(layers.map(({ direction }) => direction)).toEqual(['forward', 'backward'])
    const [forward, backward] = layers
    // The network read padding and the start before the first token, and nothing after the last.
    expect(forward.initialHidden.some((value) => value !== 0)).toBe(true)
    expect(backward.initialHidden.every((value) => value === 0)).toBe(true)
    // What both read at a token is the same.
    expect(forward.input).toEqual(backward.input)
  })

  it('follow from the one before by the equations', async () => {
    const { layers } = await inspected(opened(classifier([{ type: 'LSTM', units: 3 }])))
    const [{ hidden, cellState, gates, initialCell, units }] = layers
    for (let token = 0; token < 5; token++)
      for (let unit = 0; unit < units; unit++) {
        const at = token * units + unit
        const before = token === 0 ? initialCell?.[unit] : cellState?.values[at - units]
        const gate = (name: 'input' | 'forget' | 'candidate' | 'output') =>
          gates[name]?.values[at] ?? NaN
        const c = gate('forget') * (before ?? NaN) + gate('input') * gate('candidate')
        expect(cellState?.values[at]).toBeCloseTo(c, 6)
        expect(hidden.values[at]).toBeCloseTo(gate('output') * Math.tanh(c), 6)
      }
  })
})

it.each([
  ['neither of two layers', {}, {}, [false, false]],
  ['the layer that was told to', {}, { goBackwards: true }, [false, true]],
  ['and with it the layer that reads what it gives', { goBackwards: true }, {}, [true, true]],
  [
    'but not one that turns that round',
    { goBackwards: true },
    { goBackwards: true },
    [true, false],
  ],
])('goes backwards: %s', async (_name, below, above, backwards) => {
  const run = classifier([
    { type: 'GRU', units: 4, returnSequences: true, ...below },
    { type: 'LSTM', units: 3, ...above },
  ])
  const { layers } = await inspected(opened(run))
  expect(layers.map(({ goesBackwards }) => goesBackwards)).toEqual(backwards)
})

describe('gradients', () => {
  it('are of the output and the answer that were asked for', async () => {
    const run = opened(tagger())
    const found = await inspected(run, { output: 1, answer: 'VERB' })
    expect(found.gradient).toMatchObject({ output: 1, of: '"VERB" at "cat"' })
    const each = await inspected(run, { output: 2, answer: 'DET NOUN VERB DET NOUN' })
    expect(each.gradient.of).toBe('"VERB" at "sees"')
    const own = await inspected(run, { output: 1 })
    expect(own.gradient.of).toBe(`${JSON.stringify(own.outputs[1].top[0].label)} at "cat"`)
  })

  it('of a language model are nothing after the output', async () => {
    const { layers, gradient } = await inspected(opened(languageModel()), {
      output: 2,
      answer: 'a',
    })
    expect(gradient.of).toBe('"a" after "sees"')
    const norms = Array.from(layers[0].gradientNorms)
    expect(norms.map((norm) => norm > 0)).toEqual([true, true, true, false, false])
    expect(byDistance(layers[0])).toEqual(norms.slice(0, 3).reverse())
  })

  it('of a number without an answer are of the number itself', async () => {
    const run = opened(numberModel())
    const { gradient, outputs, prediction } = await inspected(run)
    expect(gradient.of).toBe('the number itself')
    expect(prediction.kind).toBe('number')
    expect(outputs[0].top).toEqual([{ label: expect.any(String), probability: null }])
    expect((await inspected(run, { answer: '4.5' })).gradient.of).toBe('the number against 4.5')
  })
})

describe('a surgery', () => {
  const surgeries = [
    { type: 'clamp-gate', layer: 'lstm', gate: 'forget', value: 0 },
    { type: 'scale-unit', layer: 'lstm', unit: 2, factor: 0 },
    { type: 'silence-token', token: 1 },
  ]

  it.each(surgeries)('$type changes the states and the answer', async (operation) => {
    const run = opened(classifier([{ type: 'LSTM', units: 4 }]))
    const before = await inspected(run)
    const after = await inspected(run, { surgery: [operation] })
    expect(after.prediction).not.toEqual(before.prediction)
    const [{ hidden, gates, input }] = after.layers
    if (operation.type === 'clamp-gate')
      expect(gates.forget?.values.every((one) => one === 0)).toBe(true)
    if (operation.type === 'scale-unit')
      expect(hidden.values.every((one, at) => at % 4 !== 2 || one === 0)).toBe(true)
    // The second token, whatever stands before it.
    if (operation.type === 'silence-token')
      expect(input.values.slice(5, 10)).toEqual(new Float32Array(5))
  })

  it('of the source changes what an encoder-decoder writes with', async () => {
    const run = opened(pairModel('luong'))
    const before = await inspected(run, { answer: 'a dog' })
    const silenced = { type: 'silence-token', token: 1 }
    const after = await inspected(run, { answer: 'a dog', surgery: [silenced] })
    expect(after.outputs).not.toEqual(before.outputs)
    expect(after.layers[0].input.values.slice(5, 10)).toEqual(new Float32Array(5))
  })
})

describe('a refusal', () => {
  const lstm = () => classifier([{ type: 'LSTM', units: 4 }])
  const clamp = { type: 'clamp-gate', layer: 'lstm', gate: 'forget', value: 0 }
  const scale = { type: 'scale-unit', layer: 'lstm', unit: 0, factor: 0 }
  const cases: readonly (readonly [string, () => LoadedRun, object, string])[] = [
    ['no text', lstm, { text: ' ...' }, 'The text is empty'],
    [
      'no class',
      lstm,
      { answer: 'good' },
      '"good" is no class of this run; it has "negative", "positive".',
    ],
    [
      'no label',
      severalLabels,
      { answer: 'a, x' },
      '"x" is no label of this run; it has "a", "b", "c".',
    ],
    [
      'no tag',
      tagger,
      { answer: 'ADV' },
      '"ADV" is no tag of this run; it has "DET", "NOUN", "VERB".',
    ],
    ['no number', numberModel, { answer: 'much' }, 'The right answer "much" is no number'],
    ['no next token', languageModel, { answer: '' }, 'The right answer has no token'],
    ['no output', tagger, { output: 5 }, 'There is no output 5: this text has 5, counted from 0.'],
    [
      'no layer',
      lstm,
      { surgery: [{ ...clamp, layer: 'gru' }] },
      'The model has no recurrent layer "gru"; it has "lstm".',
    ],
    [
      'no gate',
      lstm,
      { surgery: [{ ...clamp, gate: 'update' }] },
      'The layer "lstm" (LSTM) has no gate "update"; it has "input", "forget", "candidate", "output".',
    ],
    [
      'no unit',
      lstm,
      { surgery: [{ ...scale, unit: 4 }] },
      'The layer "lstm" has no unit 4; its units are counted from 0 to 3.',
    ],
    [
      'no such unit of a gate',
      lstm,
      { surgery: [{ ...clamp, units: [0, 9] }] },
      'The layer "lstm" has no unit 9',
    ],
    [
      'no direction',
      lstm,
      { surgery: [{ ...scale, direction: 'forward' }] },
      'The layer "lstm" reads one way',
    ],
    [
      'no one direction',
      tagger,
      { surgery: [{ ...scale, layer: 'bidirectional' }] },
      'The layer "bidirectional" reads both ways',
    ],
    [
      'no token',
      lstm,
      { surgery: [{ type: 'silence-token', token: 5 }] },
      'There is no token 5 to silence: the tokens that are read are counted from 0 to 4.',
    ],
    ['no snapshot', lstm, { snapshot: 3 }, 'has no snapshot of epoch 3'],
  ]

  it.each(cases)('names what is wrong: %s', async (_name, make, request, sentence) => {
    expect(await refusal(opened(make()), request)).toContain(sentence)
  })
})

it('a tied output has the embeddings for its kernel', async () => {
  const run = opened(languageModel('LSTM', true))
  // As it is put in place before a model is saved.
  const [embeddings] = run.model.layers[0].weights
  const last = run.model.layers[2]
  const [, bias] = last.getWeights()
  tf.tidy(() => last.setWeights([tf.transpose(embeddings.read()), bias]))
  const { agreement } = await inspected(run)
  expect(agreement?.largest).toBeLessThan(1e-6)
})
