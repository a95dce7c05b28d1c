// What cannot foretell the next token is refused before training, with the place and the mend.
import { describe, expect, it } from 'vitest'
import type { LayerInput } from '#shared/experiment/layers'
import { parseExperiment } from '#shared/experiment/parse'
import type { ExperimentInput } from '#shared/experiment/schema'

const embedding: LayerInput = { type: 'Embedding', units: 4 }
const lstm = { type: 'LSTM', units: 4, returnSequences: true } as const
const last: LayerInput = {
  type: 'TimeDistributed',
  layer: { type: 'Dense', units: 50, activation: 'softmax' },
}

function problemsOf(
  layers: LayerInput[],
  { model, ...changes }: Partial<ExperimentInput> = {},
): string[] {
  const parsed = parseExperiment({
    ...{ task: 'language-model', data: { path: 'x.txt' } },
    text: { level: 'character', vocabularySize: 50 },
    model: { layers, ...model },
    ...changes,
  })
  return parsed.ok ? [] : (parsed.problems ?? []).map(({ path, message }) => `${path} ${message}`)
}

describe('a language model', () => {
  it('is taken with a softmax over the vocabulary at every step', () => {
    expect(problemsOf([embedding, lstm, last])).toEqual([])
    expect(
      problemsOf([embedding, { type: 'Dropout' }, lstm, { ...lstm, type: 'GRU' }, last]),
    ).toEqual([])
    expect(problemsOf([embedding, last])).toEqual([])
  })

  it.each<[string, LayerInput[], RegExp]>([
    [
      'fewer units than ids',
      [
        embedding,
        { type: 'TimeDistributed', layer: { type: 'Dense', units: 9, activation: 'softmax' } },
      ],
      /layer\.units .*Set units to 50/,
    ],
    [
      'eyes for what comes',
      [embedding, { type: 'Bidirectional', layer: lstm }, last],
      /layers\.1 .*Use LSTM alone/,
    ],
    [
      'steps in reverse',
      [embedding, { ...lstm, goBackwards: true }, last],
      /layers\.1\.goBackwards .*false/,
    ],
    ['no steps left', [embedding, { type: 'LSTM', units: 4 }, last], /layers\.2 .*returnSequences/],
    ['no Embedding', [last], /layers\.0 /],
  ])('is refused with %s', (_name, layers, sentence) => {
    expect(problemsOf(layers)).toEqual([expect.stringMatching(sentence)])
  })

  it('whose output is tied needs embeddings as wide as what it reads', () => {
    const tied = { model: { tieEmbeddings: true } } as Partial<ExperimentInput> // the layers come from the first argument
    expect(problemsOf([embedding, lstm, last], tied)).toEqual([])
    expect(problemsOf([embedding, { ...lstm, units: 8 }, last], tied)).toEqual([
      expect.stringMatching(/^model\.tieEmbeddings Layer 2 \(LSTM\): gives 8 .* of 4 units/),
    ])
  })

  it.each<[string, Partial<ExperimentInput>, RegExp]>([
    ['another loss', { training: { loss: 'meanSquaredError' } }, /^training\.loss /],
    ['weights of classes', { training: { classWeight: 'balanced' } }, /^training\.classWeight /],
    ['smoothed labels', { training: { labelSmoothing: 0.1 } }, /^training\.labelSmoothing /],
    ['a stratified split', { data: { path: 'x', stratify: true } }, /^data\.stratify /],
    ['hidden labels', { data: { path: 'x', hideLabelWords: true } }, /^data\.hideLabelWords /],
  ])('is refused with %s', (_name, changes, sentence) => {
    expect(problemsOf([embedding, lstm, last], changes)).toEqual([expect.stringMatching(sentence)])
  })
})
