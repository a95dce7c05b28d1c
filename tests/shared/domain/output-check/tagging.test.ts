// What cannot tag is refused before training, with the place and the mend.
import { describe, expect, it } from 'vitest'
import { findTagProblem } from '#shared/domain/output-check/tagging'
import type { LayerInput } from '#shared/experiment/layers'
import { parseExperiment } from '#shared/experiment/parse'
import type { ExperimentInput } from '#shared/experiment/schema'

const embedding: LayerInput = { type: 'Embedding', units: 4 }
const lstm: LayerInput = { type: 'LSTM', units: 4, returnSequences: true }
const dense: LayerInput = { type: 'Dense', units: 3, activation: 'softmax' }
const tags: LayerInput = { type: 'TimeDistributed', layer: { ...dense } }

function parse(layers: LayerInput[], changes: Partial<ExperimentInput> = {}) {
  return parseExperiment({
    ...{ task: 'tagging', data: { path: 'x.conllu' }, model: { layers } },
    ...changes,
  })
}

function problemsOf(...parameters: Parameters<typeof parse>): string[] {
  const parsed = parse(...parameters)
  return parsed.ok ? [] : (parsed.problems ?? []).map(({ path, message }) => `${path} ${message}`)
}

describe('a tagger', () => {
  it('is taken with a softmax at every step', () => {
    expect(problemsOf([embedding, { type: 'Bidirectional', layer: lstm }, tags])).toEqual([])
    expect(problemsOf([embedding, tags])).toEqual([])
  })

  it.each<[string, LayerInput[], RegExp]>([
    [
      'one answer a text',
      [embedding, { type: 'LSTM', units: 4 }, dense],
      /layers\.2 .*TimeDistributed/,
    ],
    ['no steps left', [embedding, { type: 'LSTM', units: 4 }, tags], /layers\.2 .*returnSequences/],
    [
      'pooling',
      [embedding, { type: 'GlobalMaxPooling1D' }, tags],
      /layers\.2 .*TimeDistributed needs a sequence/,
    ],
    [
      'no softmax',
      [embedding, { type: 'TimeDistributed', layer: { type: 'Dense', units: 3 } }],
      /layer\.activation .*"softmax", got "linear"/,
    ],
    [
      'steps in reverse',
      [embedding, { type: 'GRU', units: 4, returnSequences: true, goBackwards: true }, tags],
      /layers\.1\.goBackwards .*Bidirectional/,
    ],
  ])('is refused with %s', (_name, layers, sentence) => {
    expect(problemsOf(layers)).toEqual([expect.stringMatching(sentence)])
  })

  it.each<[string, Partial<ExperimentInput>, RegExp]>([
    ['characters', { text: { level: 'character' } }, /^text\.level .*"word"/],
    ['another loss', { training: { loss: 'binaryCrossentropy' } }, /^training\.loss /],
    ['a template', { data: { path: 'x', template: '{a}' } }, /^data\.template /],
    ['a stratified split', { data: { path: 'x', stratify: true } }, /^data\.stratify /],
    ['hidden labels', { data: { path: 'x', hideLabelWords: true } }, /^data\.hideLabelWords /],
  ])('is refused with %s', (_name, changes, sentence) => {
    expect(problemsOf([embedding, tags], changes)).toEqual([expect.stringMatching(sentence)])
  })

  it('needs a unit for each tag of the data', () => {
    const parsed = parse([embedding, tags])
    if (!parsed.ok) throw new Error(parsed.message)
    expect(findTagProblem(parsed.value, 3)).toBeUndefined()
    expect(findTagProblem(parsed.value, 17)).toEqual({
      path: 'model.layers.1.layer.units',
      message: expect.stringContaining('there are 17 tags. Set units to 17.'),
    })
  })
})
