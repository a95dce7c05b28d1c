// Experiments with another cell: which layers change, and which of their options stay.
import { describe, expect, it } from 'vitest'
import { cells } from '#shared/domain/inside/cells'
import { parseExperiment } from '#shared/experiment/parse'
import { presets } from '#shared/experiment/presets'
import { raceDifference } from '#shared/experiment/race-difference'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import { cellsOf, withCell } from '#shared/experiment/with-cell'

function parsed(input: unknown): Experiment {
  const result = parseExperiment(input)
  if (!result.ok) throw new Error(result.message)
  return result.value
}

const presetExperiments = presets.map(({ name, experiment }) => ({
  name,
  experiment: parsed(experiment),
}))

const stacked: ExperimentInput = {
  name: 'Stacked',
  task: 'classification',
  data: { path: '/data.csv' },
  text: { vocabularySize: 10, sequenceLength: 4 },
  model: {
    layers: [
      { type: 'Embedding', units: 2 },
      {
        type: 'LSTM',
        name: 'first',
        units: 5,
        activation: 'relu',
        recurrentActivation: 'hardSigmoid',
        unitForgetBias: false,
        recurrentDropout: 0.2,
        returnSequences: true,
      },
      { type: 'Bidirectional', layer: { type: 'GRU', units: 3 }, mergeMode: 'sum' },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ],
  },
}

describe('withCell', () => {
  it('keeps what the other cell has too and drops the rest', () => {
    const experiment = parsed(stacked)
    const { layers } = withCell(experiment, 'GRU').model
    expect(layers[1]).toMatchObject({
      ...{ type: 'GRU', name: 'first', units: 5, activation: 'relu' },
      ...{ recurrentActivation: 'hardSigmoid', recurrentDropout: 0.2, returnSequences: true },
    })
    expect(layers[1]).not.toHaveProperty('unitForgetBias')
    expect(layers[2]).toEqual(experiment.model.layers[2])
    const simple = withCell(experiment, 'SimpleRNN')
    expect(simple.name).toBe('Stacked, SimpleRNN')
    expect(withCell(simple, 'GRU').name).toBe('Stacked, GRU')
    expect(simple.model.layers[1]).not.toHaveProperty('recurrentActivation')
    expect(simple.model.layers[2]).toMatchObject({
      ...{ type: 'Bidirectional', mergeMode: 'sum' },
      layer: { type: 'SimpleRNN', units: 3 },
    })
    expect(withCell(simple, 'LSTM').model.layers[1]).toMatchObject({
      ...{ recurrentActivation: 'sigmoid', unitForgetBias: true },
    })
  })

  it.each(presetExperiments)(
    '$name is valid with each cell, and differs in its model alone',
    ({ experiment }) => {
      for (const cell of cells) {
        const changed = withCell(experiment, cell)
        expect(parsed(changed)).toEqual(changed)
        expect(cellsOf(changed)).toEqual(cellsOf(experiment).length === 0 ? [] : [cell])
        expect(raceDifference(experiment, changed)).toBeNull()
      }
    },
  )
})

describe('cellsOf', () => {
  it('names each cell once', () => {
    expect(cellsOf(parsed(stacked))).toEqual(['LSTM', 'GRU'])
  })
})

describe('raceDifference', () => {
  it.each([
    ['training.seed', { training: { seed: 8 } }],
    ['training.optimizer.type', { training: { optimizer: { type: 'sgd' } } }],
    ['data.morePaths.0', { data: { path: '/data.csv', morePaths: ['/b.csv'] } }],
    ['text.sequenceLength', { text: { vocabularySize: 10, sequenceLength: 5 } }],
  ])('finds %s', (path, change) => {
    const other = parsed({ ...stacked, ...change, name: 'Another' })
    expect(raceDifference(parsed(stacked), other)).toMatchObject({ path })
  })
})
