// The layer table of encoder-decoders, and the sentences for those that cannot be built.
import { describe, expect, it } from 'vitest'
import { formatShape } from '#shared/domain/format'
import { summarizeModel } from '#shared/domain/model-summary'
import { parseExperiment } from '#shared/experiment/parse'
import { setAt } from '#shared/experiment/settings'
import { tinyExperiment, tinyInput } from '../../../worker/tasks/seq2seq/tiny'

describe('the layer table', () => {
  it('has the encoder, the decoder and its attention, with their formulas', () => {
    const { layers, total, trainable, nonTrainable, problems } = summarizeModel(
      tinyExperiment({ attention: 'luong', isBidirectional: true }),
    )
    expect(problems).toEqual([])
    expect(
      layers.map(({ part, name, outputShape, filled }) => [
        part,
        name,
        formatShape(outputShape),
        filled,
      ]),
    ).toEqual([
      ['encoder', 'encoder_embedding', '(None, None, 4)', '12 × 4 = 48'],
      ['encoder', 'encoder_bidirectional', '(None, None, 10)', '2 × (4 × (5 × (5 + 4) + 5)) = 400'],
      ['decoder', 'decoder_embedding', '(None, None, 3)', '10 × 3 = 30'],
      ['decoder', 'decoder_lstm', '(None, None, 10)', '4 × (10 × (10 + 3) + 10) = 560'],
      ['decoder', 'attention_mask', '(None, None, 1)', '12 = 12'],
      ['decoder', 'attention_query', '(None, None, 10)', '10 × 10 = 100'],
      ['decoder', 'attention_scores', '(None, None, None)', ''],
      ['decoder', 'attention_weights', '(None, None, None)', ''],
      ['decoder', 'attention_context', '(None, None, 10)', ''],
      ['decoder', 'attention_combine', '(None, None, 10)', '(10 + 10) × 10 = 200'],
      ['decoder', 'decoder_time_distributed', '(None, None, 10)', '10 × 10 + 10 = 110'],
    ])
    expect([total, trainable, nonTrainable]).toEqual([1460, 1448, 12])
  })
})

interface Case {
  readonly why: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly path: string
  readonly message: RegExp
  readonly attention?: 'luong'
  readonly isBidirectional?: boolean
}

const cases: Case[] = [
  {
    why: 'no decoder',
    settings: { 'model.decoder': null },
    path: 'model.decoder',
    message: /^is missing: seq2seq needs a decoder/,
  },
  {
    why: 'other units than the encoder',
    settings: { 'model.decoder.layers.1.units': 6 },
    path: 'model.decoder.layers.1.units',
    message: /has 6 units, but the state of encoder layer 2 \(LSTM\) has 5\. Set units to 5\./,
  },
  {
    why: 'the units of one direction',
    settings: { 'model.decoder.layers.1.units': 5 },
    isBidirectional: true,
    path: 'model.decoder.layers.1.units',
    message: /has 10 \(2 × 5, one for each direction\)\. Set units to 10\./,
  },
  {
    why: 'another cell',
    settings: { 'model.decoder.layers.1': { type: 'GRU', units: 5, returnSequences: true } },
    path: 'model.decoder.layers.1.type',
    message: /which a GRU cannot take over\. Use LSTM in both\./,
  },
  {
    why: 'attention on an encoder that gives its last step alone',
    settings: { 'model.decoder.attention': 'luong' },
    path: 'model.layers.1',
    message: /Set returnSequences on its last recurrent layer\./,
  },
  {
    why: 'a decoder that gives its last step alone',
    settings: { 'model.decoder.layers.1.returnSequences': false },
    path: 'model.decoder.layers.2',
    message: /of the decoder: TimeDistributed needs a sequence/,
  },
  {
    why: 'a decoder that reads both ways',
    settings: {
      'model.decoder.layers.1': {
        type: 'Bidirectional',
        layer: { type: 'LSTM', units: 5, returnSequences: true },
      },
    },
    path: 'model.decoder.layers.1',
    message: /cannot read backwards\. Use LSTM alone\./,
  },
  {
    why: 'a backward encoder under attention',
    attention: 'luong',
    settings: { 'model.layers.1.goBackwards': true },
    path: 'model.layers.1.goBackwards',
    message: /Turn goBackwards off, or wrap the layer in Bidirectional\./,
  },
  {
    why: 'a layer that nothing reads',
    settings: { 'model.layers.2': { type: 'Dropout' } },
    path: 'model.layers.2',
    message: /without attention the decoder sees nothing/,
  },
  {
    why: 'as many outputs as the source vocabulary has ids',
    settings: { 'model.decoder.layers.2.layer.units': 12 },
    path: 'model.decoder.layers.2.layer.units',
    message: /has 12 units, but there are 10 ids in the target vocabulary\. Set units to 10\./,
  },
  {
    why: 'a loss for other tasks',
    settings: { 'training.loss': 'meanSquaredError' },
    path: 'training.loss',
    message: /Leave it away\./,
  },
  {
    why: 'the same name twice',
    settings: { 'model.layers.0.name': 'words', 'model.decoder.layers.0.name': 'words' },
    path: 'model.decoder.layers.0.name',
    message: /"words" is already the name of layer 1 of the encoder\./,
  },
  {
    why: 'a decoder for another task',
    settings: { task: 'classification', 'data.generator': null, 'data.path': 'rows.csv' },
    path: 'model.decoder',
    message: /^is for seq2seq only, and the task is classification\./,
  },
]

describe('an encoder-decoder is refused for', () => {
  it.each(cases)('$why', ({ settings, path, message, attention, isBidirectional }) => {
    const input = structuredClone(tinyInput({ attention, isBidirectional }))
    for (const [key, value] of Object.entries(settings))
      expect(setAt(input, key.split('.'), value)).toBeUndefined()
    const parsed = parseExperiment(input)
    if (parsed.ok) throw new Error('it was accepted')
    const problem = parsed.problems?.find((one) => one.path === path)
    expect(parsed.problems).toContainEqual(problem)
    expect(problem?.message).toMatch(message)
  })
})
