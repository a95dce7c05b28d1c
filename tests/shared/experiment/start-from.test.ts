// What an experiment shares with the run that it starts from: taken over where it is left open, named where it differs.
import { describe, expect, it } from 'vitest'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import { startingFrom } from '#shared/experiment/start-from'

const input = {
  task: 'classification',
  data: { path: 'data.csv' },
  text: { level: 'character', lowercase: false, sequenceLength: 40, padding: 'post' },
  model: {
    layers: [
      { type: 'Embedding', units: 4, name: 'table' },
      { type: 'Bidirectional', layer: { type: 'LSTM', units: 6, dropout: 0.2 } },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ],
  },
} satisfies ExperimentInput

function checked(change: object): Experiment {
  const parsed = parseExperiment({ ...input, ...change })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

const run = checked({})
const layers = (...changed: readonly object[]) => ({
  model: { layers: input.model.layers.map((layer, index) => ({ ...layer, ...changed[index] })) },
})

describe('text options', () => {
  it('become those of the run where they are left at their defaults', () => {
    const fitting = startingFrom(checked({ text: {} }), run, 'a-run')
    expect(fitting).toMatchObject({ ok: true, value: { text: run.text } })
  })

  it('that decide no id may be others', () => {
    const fitting = startingFrom(checked({ text: { sequenceLength: 80 } }), run, 'a-run')
    expect(fitting).toMatchObject({
      ...{ ok: true, value: { text: { ...run.text, sequenceLength: 80 } } },
    })
  })

  it.each<[string, object, string]>([
    ['level', { level: 'bpe' }, 'it is bpe here and character in the run "a-run"'],
    ['vocabularySize', { vocabularySize: 77 }, 'it is 77 here and null in the run "a-run"'],
    ['punctuation', { punctuation: 'keep' }, 'it is keep here and drop in the run "a-run"'],
    ['stripHtml', { stripHtml: false }, 'it is false here and true in the run "a-run"'],
  ])('are refused when they say otherwise: %s', (key, text, words) => {
    const found = startingFrom(checked({ text }), run, 'a-run')
    expect(found).toMatchObject({
      ...{ ok: false, code: 'experiment-invalid' },
      problems: [{ path: `text.${key}`, message: expect.stringContaining(words) }],
    })
  })
})

describe('layers', () => {
  it('may have other names, initial values and dropout', () => {
    const other = layers(
      { name: 'words', embeddingsInitializer: 'zeros' },
      { layer: { type: 'LSTM', units: 6, dropout: 0.5, recurrentDropout: 0.1 } },
      { kernelInitializer: 'heNormal' },
    )
    expect(startingFrom(checked(other), run, 'a-run').ok).toBe(true)
  })

  it.each<[string, object, string, string]>([
    ['other units', layers({ units: 5 }), 'model.layers.0.units', 'it is 5 here and 4 in'],
    [
      'another cell',
      layers({}, { layer: { type: 'GRU', units: 6 } }),
      'model.layers.1.layer.type',
      'it is GRU here and LSTM in',
    ],
    [
      'another merge mode',
      layers({}, { mergeMode: 'sum' }),
      'model.layers.1.mergeMode',
      'it is sum here and concat in',
    ],
    [
      'one more layer',
      {
        model: {
          layers: [...input.model.layers.slice(0, 2), { type: 'Dropout' }, input.model.layers[2]],
        },
      },
      'model.layers.2.type',
      'it is Dropout here and Dense in',
    ],
    [
      'one layer less',
      {
        model: {
          layers: [
            ...input.model.layers.slice(0, 1),
            { type: 'LSTM', units: 6 },
            input.model.layers[2],
          ],
        },
      },
      'model.layers.1.type',
      'it is LSTM here and Bidirectional in',
    ],
    [
      'another kind of labels',
      { data: { path: 'data.csv', labelKind: 'labels' } },
      'data.labelKind',
      'it is labels here and class in',
    ],
  ])('are refused with the first that differs: %s', (_what, change, path, words) => {
    const found = startingFrom(checked(change), run, 'a-run')
    expect(found).toMatchObject({
      ...{ ok: false, code: 'experiment-invalid' },
      problems: [{ path, message: expect.stringContaining(words) }],
    })
  })

  it('of a decoder count too, and so does its attention', () => {
    const decoder = (units: number, attention: string) => ({
      ...{ attention },
      layers: [
        { type: 'Embedding', units: 4 },
        { type: 'LSTM', units, returnSequences: true },
        { type: 'TimeDistributed', layer: { type: 'Dense', units: 256, activation: 'softmax' } },
      ],
    })
    const pairs = (units: number, attention: string) =>
      checked({
        ...{ task: 'seq2seq', text: { level: 'character' } },
        model: {
          layers: [
            { type: 'Embedding', units: 4 },
            { type: 'LSTM', units, returnSequences: true },
          ],
          decoder: decoder(units, attention),
        },
      })
    const found = startingFrom(pairs(6, 'luong'), pairs(6, 'bahdanau'), 'a-run')
    expect(found).toMatchObject({ ok: false, problems: [{ path: 'model.decoder.attention' }] })
    expect(startingFrom(pairs(6, 'luong'), pairs(6, 'luong'), 'a-run').ok).toBe(true)
  })
})
