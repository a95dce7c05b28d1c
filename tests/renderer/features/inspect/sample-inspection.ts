// Inspections of small networks with drawn weights, computed by the reference cells; for tests of what shows them.
import type { Cell, GateName, Matrix } from '#shared/domain/inside/cells'
import { gatesOf } from '#shared/domain/inside/cells'
import type { Axis, Inspection, InspectedLayer } from '#shared/domain/inside/inspection'
import type { LayerWeights } from '#shared/domain/inside/weights'
import type { Prediction } from '#shared/domain/prediction'
import { runCell } from '#shared/domain/reference/run-cell'
import type { CellTrace, CellWeights } from '#shared/domain/reference/types'
import type { LayerInput } from '#shared/experiment/layers'
import { experimentSchema, type Experiment, type Task } from '#shared/experiment/schema'

/** Uniform numbers between -0.6 and 0.6 from a linear congruential generator. */
export function drawn(count: number, seed: number): Float64Array {
  let state = seed + 1
  return Float64Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647
    return (state / 2147483647 - 0.5) * 1.2
  })
}

export function drawnWeights(cell: Cell, inputs: number, units: number, seed = 1): CellWeights {
  const columns = gatesOf[cell].length * units
  return {
    ...{ cell, inputs, units, activation: 'tanh', recurrentActivation: 'sigmoid' },
    kernel: drawn(inputs * columns, seed),
    recurrentKernel: drawn(units * columns, seed + 1),
    bias: drawn(columns, seed + 2),
  }
}

const matrixOf = (values: Float64Array, columns: number): Matrix => ({
  rows: values.length / columns,
  columns,
  values: Float32Array.from(values),
})

const matricesOf = (
  arrays: Partial<Record<GateName, Float64Array>>,
  units: number,
): Partial<Record<GateName, Matrix>> =>
  Object.fromEntries(Object.entries(arrays).map(([gate, one]) => [gate, matrixOf(one, units)]))

type Named = Pick<InspectedLayer, 'name' | 'direction' | 'axis'>

export function layerOf(weights: CellWeights, trace: CellTrace, named: Named): InspectedLayer {
  const { cell, inputs, units, activation, recurrentActivation } = weights
  return {
    ...named,
    ...{ cell, inputs, units, activation },
    goesBackwards: trace.goesBackwards,
    recurrentActivation: cell === 'SimpleRNN' ? null : recurrentActivation,
    input: matrixOf(trace.input, inputs),
    hidden: matrixOf(trace.hidden, units),
    cellState: trace.cellState && matrixOf(trace.cellState, units),
    initialHidden: Float32Array.from(trace.initialHidden),
    initialCell: trace.initialCell && Float32Array.from(trace.initialCell),
    preActivations: matricesOf(trace.preActivations, units),
    gates: matricesOf(trace.gates, units),
    gradientNorms: Float32Array.from(
      { length: trace.steps },
      (_, step) => 0.8 ** (trace.steps - step),
    ),
  }
}

export function axisOfTokens(tokens: readonly string[], more: Partial<Axis> = {}): Axis {
  return {
    tokens: tokens.map((token, index) => ({ token, id: index + 2, isUnknown: false })),
    ...{ paddingBefore: 0, paddingAfter: 0, cut: 0, ...more },
  }
}

export function experimentOf(
  task: Task,
  layers: readonly LayerInput[],
  decoder: readonly LayerInput[] | null = null,
  attention: 'none' | 'luong' = 'none',
): Experiment {
  return experimentSchema.parse({
    ...{ format: 'unroll-experiment/1', name: 'Sample', task },
    data: { path: '/data.csv' },
    model: { layers, decoder: decoder && { layers: decoder, attention } },
  })
}

interface Recurrent extends Named {
  readonly cell: Cell
  readonly inputs: number
  readonly units: number
  readonly goBackwards?: boolean
}

export function inspectedLayer(
  { cell, inputs, units, goBackwards, ...named }: Recurrent,
  steps: number,
  seed = 1,
): InspectedLayer {
  const weights = drawnWeights(cell, inputs, units, seed)
  const trace = runCell(weights, drawn(steps * inputs, seed + 7), { goBackwards })
  return layerOf(weights, trace, named)
}

const words = (count: number): string[] => Array.from({ length: count }, (_, at) => `word${at}`)

const prediction: Prediction = {
  ...{ kind: 'class', text: 'sample', tokens: 3, unknown: 0, label: 'positive', probability: 0.9 },
  probabilities: [
    { label: 'negative', probability: 0.1 },
    { label: 'positive', probability: 0.9 },
  ],
}

export interface Sample {
  readonly experiment: Experiment
  readonly inspection: Inspection
}

function sampleOf(
  experiment: Experiment,
  inspection: Pick<Inspection, 'source' | 'target' | 'layers' | 'outputs'> & Partial<Inspection>,
): Sample {
  return {
    experiment,
    inspection: {
      ...{ text: 'sample', snapshot: 'kept', prediction },
      agreement: { largest: 3e-7, compared: 2 },
      gradient: { output: 0, of: 'positive', loss: 0.1 },
      ...inspection,
    },
  }
}

const sequences = { returnSequences: true } as const

/** One LSTM whose last state is classified. */
export function classifier(tokens = 5, padding: Partial<Axis> = {}, units = 32): Sample {
  const lstm = { cell: 'LSTM', inputs: 8, units, name: 'lstm', direction: null } as const
  return sampleOf(
    experimentOf('classification', [
      { type: 'Embedding', units: 8 },
      { type: 'LSTM', units },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ]),
    {
      source: axisOfTokens(words(tokens), padding),
      target: null,
      layers: [inspectedLayer({ ...lstm, axis: 'source' }, tokens)],
      outputs: [
        {
          ...{ axis: 'source', at: tokens - 1 },
          top: [{ label: 'positive', probability: 0.9 }],
        },
      ],
    },
  )
}

/** A Bidirectional with a tag for each token. */
export function tagger(tokens = 6): Sample {
  const cell = { cell: 'LSTM', inputs: 8, units: 12, name: 'bidirectional' } as const
  const inner: LayerInput = { type: 'LSTM', units: 12, ...sequences }
  return sampleOf(
    experimentOf('tagging', [
      { type: 'Embedding', units: 8 },
      { type: 'Bidirectional', layer: inner as never }, // the schema's input type wants the union's member
      { type: 'TimeDistributed', layer: { type: 'Dense', units: 4, activation: 'softmax' } },
    ]),
    {
      source: axisOfTokens(words(tokens)),
      target: null,
      layers: [
        inspectedLayer({ ...cell, direction: 'forward', axis: 'source' }, tokens),
        inspectedLayer(
          { ...cell, direction: 'backward', axis: 'source', goBackwards: true },
          tokens,
          5,
        ),
      ],
      outputs: words(tokens).map((_, at) => ({
        ...{ axis: 'source' as const, at },
        top: [{ label: 'NOUN', probability: 0.5 + at / (2 * tokens) }],
      })),
    },
  )
}

/** Two GRUs, one on the other, that predict each next token. */
export function languageModel(tokens = 7): Sample {
  const gru = { cell: 'GRU', units: 10, direction: null, axis: 'source' } as const
  return sampleOf(
    experimentOf('language-model', [
      { type: 'Embedding', units: 8 },
      { type: 'GRU', units: 10, ...sequences },
      { type: 'Dropout', rate: 0.2 },
      { type: 'GRU', units: 10, ...sequences },
      { type: 'TimeDistributed', layer: { type: 'Dense', units: 20, activation: 'softmax' } },
    ]),
    {
      source: axisOfTokens([...'abcdefghijklmnopqrstuvwxyz'.repeat(20)].slice(0, tokens)),
      target: null,
      layers: [
        inspectedLayer({ ...gru, inputs: 8, name: 'gru' }, tokens),
        inspectedLayer({ ...gru, inputs: 10, name: 'gru_1' }, tokens, 3),
      ],
      outputs: words(tokens).map((_, at) => ({
        ...{ axis: 'source' as const, at },
        top: [{ label: 'e', probability: 0.4 }],
      })),
    },
  )
}

/** A bidirectional encoder and a decoder that looks back at it. */
export function translator(source = '3 May 2021', target = '2021-05-03'): Sample {
  const read = [...source]
  const written = [...target, '<end>']
  const encoder = { cell: 'LSTM', inputs: 8, units: 8, name: 'encoder_bidirectional' } as const
  const inner: LayerInput = { type: 'LSTM', units: 8, ...sequences }
  const decoder = { cell: 'LSTM', inputs: 8, units: 16, name: 'decoder_lstm' } as const
  const attention = written.map((_, at) =>
    read.map((__, index) => (index === at % read.length ? 0.82 : 0.18 / (read.length - 1))),
  )
  return sampleOf(
    experimentOf(
      'seq2seq',
      [
        { type: 'Embedding', units: 8 },
        { type: 'Bidirectional', layer: inner as never }, // the schema's input type wants the union's member
      ],
      [
        { type: 'Embedding', units: 8 },
        { type: 'LSTM', units: 16, ...sequences },
        { type: 'TimeDistributed', layer: { type: 'Dense', units: 16, activation: 'softmax' } },
      ],
      'luong',
    ),
    {
      source: axisOfTokens(read),
      target: axisOfTokens(['<start>', ...target]),
      layers: [
        inspectedLayer({ ...encoder, direction: 'forward', axis: 'source' }, read.length),
        inspectedLayer(
          { ...encoder, direction: 'backward', axis: 'source', goBackwards: true },
          read.length,
          5,
        ),
        inspectedLayer({ ...decoder, direction: null, axis: 'target' }, written.length, 9),
      ],
      outputs: written.map((token, at) => ({
        ...{ axis: 'target' as const, at },
        top: [{ label: token, probability: 0.97 }],
      })),
      prediction: {
        ...{ kind: 'sequence', text: source, tokens: read.length, unknown: 0, written: target },
        sourceTokens: read,
        writtenTokens: written.map((token) => ({ token, probability: 0.97 })),
        ...{ attention, candidates: [{ text: target, score: -0.01 }] },
      },
    },
  )
}

/** The layer's drawn weights as `layerWeights` answers them. */
export function layerWeightsOf(
  weights: CellWeights,
  named: Pick<InspectedLayer, 'name' | 'direction'>,
): LayerWeights {
  const { cell, inputs, units, kernel, recurrentKernel, bias } = weights
  const width = gatesOf[cell].length * units
  const block = (values: Float64Array, rows: number, gate: number): Matrix => ({
    rows,
    columns: units,
    values: Float32Array.from({ length: rows * units }, (_, at) => {
      const row = Math.floor(at / units)
      return values[row * width + gate * units + (at % units)]
    }),
  })
  return {
    ...named,
    ...{ cell, inputs, units },
    gates: gatesOf[cell].map((gate, index) => ({
      gate,
      kernel: block(kernel, inputs, index),
      recurrentKernel: block(recurrentKernel, units, index),
      bias: bias && Float32Array.from(bias.subarray(index * units, (index + 1) * units)),
      spectralRadius: 1,
    })),
  }
}
