// The layer table of the reference models: exact numbers from the published networks.
import { describe, expect, it } from 'vitest'
import { formatShape } from '#shared/domain/format'
import { summarizeModel } from '#shared/domain/model-summary'
import { parseExperiment } from '#shared/experiment/parse'
import { findPreset, presets } from '#shared/experiment/presets'

function summaryOf(name: string) {
  const preset = findPreset(name)
  if (!preset) throw new Error(`no preset ${name}`)
  const parsed = parseExperiment(preset.experiment)
  if (!parsed.ok) throw new Error(parsed.message)
  return summarizeModel(parsed.value)
}

interface Reference {
  readonly name: string
  readonly shapes: readonly string[]
  readonly parameters: readonly number[]
  readonly total: number
}

const references: Reference[] = [
  {
    name: 'imdb-simple-rnn-flatten',
    shapes: ['(None, 500, 32)', '(None, 500, 32)', '(None, 16000)', '(None, 1)'],
    parameters: [320000, 2080, 0, 16001],
    total: 338081,
  },
  {
    name: 'imdb-simple-rnn',
    shapes: ['(None, 500, 32)', '(None, 32)', '(None, 1)'],
    parameters: [320000, 2080, 33],
    total: 322113,
  },
  {
    name: 'imdb-stacked-simple-rnn',
    shapes: [
      '(None, None, 32)',
      '(None, None, 32)',
      '(None, None, 32)',
      '(None, None, 32)',
      '(None, 32)',
      '(None, 1)',
    ],
    parameters: [320000, 2080, 2080, 2080, 2080, 33],
    total: 328353,
  },
  {
    name: 'imdb-lstm',
    shapes: ['(None, 500, 32)', '(None, 32)', '(None, 1)'],
    parameters: [320000, 8320, 33],
    total: 328353,
  },
  {
    name: 'imdb-gru',
    shapes: ['(None, 500, 32)', '(None, 32)', '(None, 1)'],
    parameters: [320000, 6240, 33],
    total: 326273,
  },
  {
    name: 'imdb-bidirectional-lstm',
    shapes: ['(None, 500, 32)', '(None, 64)', '(None, 1)'],
    parameters: [320000, 16640, 65],
    total: 336705,
  },
]

describe('the reference models', () => {
  it.each(references)('$name', ({ name, shapes, parameters, total }) => {
    const summary = summaryOf(name)
    expect(summary.problems).toEqual([])
    expect(summary.layers.map((layer) => formatShape(layer.outputShape))).toEqual(shapes)
    expect(summary.layers.map((layer) => layer.count)).toEqual(parameters)
    expect(summary).toMatchObject({ total, trainable: total, nonTrainable: 0 })
  })

  it('covers every preset that classifies reviews', () => {
    expect(presets.map(({ name }) => name).filter((name) => name.startsWith('imdb-'))).toEqual(
      references.map((reference) => reference.name),
    )
  })

  it('fills the formula in', () => {
    expect(summaryOf('imdb-simple-rnn').layers[1].filled).toBe('32 × (32 + 32) + 32 = 2,080')
    expect(summaryOf('imdb-lstm').layers[1]).toMatchObject({
      filled: '4 × (32 × (32 + 32) + 32) = 8,320',
      gates: ['input', 'forget', 'cell', 'output'],
    })
    expect(summaryOf('imdb-bidirectional-lstm').layers[1].filled).toBe(
      '2 × (4 × (32 × (32 + 32) + 32)) = 16,640',
    )
  })

  it("names layers in Keras's way", () => {
    expect(summaryOf('imdb-stacked-simple-rnn').layers.map((layer) => layer.name)).toEqual([
      'embedding',
      'simple_rnn',
      'simple_rnn_1',
      'simple_rnn_2',
      'simple_rnn_3',
      'dense',
    ])
  })
})
